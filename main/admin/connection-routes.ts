import { z } from 'zod';
import {
  clientConnectionSchema,
  connectableClientSchema,
  connectBodySchema,
  connectionPreviewBodySchema,
  connectionPreviewSchema,
  connectionsViewSchema,
  disconnectBodySchema,
} from '../contracts/connection.schema.ts';
import type { ClientConnection, ConnectableClient } from '../contracts/connection.ts';
import { AppError } from '../core/app-error.ts';
import { clientAddress, isLoopbackAddress } from './client-address.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

const PATH = '/admin/connections';

const clientInPath = z.object({ client: connectableClientSchema });

/** The configuration files of clients on this machine: looked at, patched when asked, and put back. */
export function addConnectionRoutes(app: AdminApp, deps: AdminDeps): void {
  const { connections } = deps;
  addConnectionChangeRoutes(app, deps);

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'How the configuration files of clients on this machine stand to this program.',
    answer: connectionsViewSchema,
    handle: async (_, c) => ({
      baseUrl: connections.baseUrl(),
      isSameMachine: isLoopbackAddress(
        clientAddress(c, deps.books.settings.current().trustedProxies),
      ),
      clients: await look(deps),
    }),
  });
}

function addConnectionChangeRoutes(app: AdminApp, deps: AdminDeps): void {
  const { connections } = deps;
  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/{client}/preview`,
    summary:
      'What connecting or disconnecting would change, credentials masked and values of others hidden. Nothing is changed.',
    params: clientInPath,
    body: connectionPreviewBodySchema,
    answer: connectionPreviewSchema,
    handle: async ({ params, body }) =>
      connections.preview(params.client, body.action, told(deps, await tokenOf(deps, body.token))),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/{client}/connect`,
    summary: 'Do what the preview with this fingerprint has shown.',
    params: clientInPath,
    body: connectBodySchema,
    answer: clientConnectionSchema,
    handle: async ({ params, body }) => {
      const token = await tokenOf(deps, body.token);
      connections.connect(params.client, told(deps, token), body.fingerprint);
      deps.log.info(`${params.client} was connected`);
      return lookAt(deps, params.client);
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/{client}/disconnect`,
    summary: 'Undo it, as the preview with this fingerprint has shown.',
    params: clientInPath,
    body: disconnectBodySchema,
    answer: clientConnectionSchema,
    handle: ({ params, body }) => {
      connections.disconnect(params.client, body.fingerprint);
      deps.log.info(`${params.client} was disconnected`);
      return lookAt(deps, params.client);
    },
  });
}

/** To look takes no token; without one the files are merely never up to date. */
async function look(deps: AdminDeps): Promise<readonly ClientConnection[]> {
  return deps.connections.look(told(deps, await deps.store.tokens.readLocalSecret()));
}

async function lookAt(deps: AdminDeps, client: ConnectableClient): Promise<ClientConnection> {
  const found = (await look(deps)).find((one) => one.client === client);
  if (found === undefined) throw new Error(`${client} is not looked at`);
  return found;
}

function told(deps: AdminDeps, token: string | null) {
  const { channels, settings } = deps.books;
  return {
    token: token ?? '',
    models: channels.offeredModels('anthropic', settings.current()),
  };
}

/** @throws AppError when there is none that would let a client in */
async function tokenOf(deps: AdminDeps, given: string | undefined): Promise<string> {
  if (given !== undefined) {
    if (deps.isOwnToken(given)) return given;
    throw new AppError('connect.unknown-token', 'That is no token of this program.', {
      fields: { token: 'Unknown.' },
    });
  }
  const local = await deps.store.tokens.readLocalSecret();
  if (local !== null) return local;
  throw new AppError(
    'connect.no-token',
    'The local token cannot be read, so there is none to write. Give one.',
  );
}
