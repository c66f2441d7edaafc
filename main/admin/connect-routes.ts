import { connectQuerySchema, connectViewSchema } from '../contracts/connect.schema.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Settings } from '../contracts/settings.ts';
import { AppError } from '../core/app-error.ts';
import { connectClients } from '../core/connect/clients.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

const PLACEHOLDER = 'YOUR_TOKEN';

/** Named where no channel names a model for the protocol. */
const EXAMPLES = {
  anthropic: 'claude-sonnet-4-5',
  openai: 'gpt-5',
  responses: 'gpt-5-codex',
};

/** How clients are told to come here. */
export function addConnectRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: '/admin/connect',
    summary:
      'How each client is set up, for each shell, at the address that was asked. `tokenId`: another token than the local one; its value is not known any more.',
    query: connectQuerySchema,
    answer: connectViewSchema,
    handle: async ({ query }, c) => {
      const token = deps.books.tokens
        .all()
        .find((one) => (query.tokenId === undefined ? one.isLocal : one.id === query.tokenId));
      if (token === undefined && query.tokenId !== undefined) {
        throw new AppError('token.not-found', 'There is no such token.');
      }
      const secret = token?.isLocal === true ? await deps.store.tokens.readLocalSecret() : null;
      const baseUrl = baseUrlOf(c.req.url);
      const isTokenKnown = secret !== null;
      const settings = deps.books.settings.current();
      const offered = (protocol: Protocol, conversion: Settings['conversion']) =>
        deps.books.channels.offeredModels(protocol, { conversion })[0];
      const model = (protocol: Protocol, example: string): string =>
        // One that is spoken there, before one that is converted for.
        offered(protocol, 'never') ?? offered(protocol, settings.conversion) ?? example;
      const facts = {
        baseUrl,
        token: secret ?? PLACEHOLDER,
        isTokenKnown,
        models: {
          anthropic: model('anthropic', EXAMPLES.anthropic),
          openai: model('openai-chat', EXAMPLES.openai),
          responses: model('openai-responses', EXAMPLES.responses),
        },
      };
      return {
        baseUrl,
        tokenId: token?.id ?? null,
        tokenName: token?.name ?? '',
        isTokenKnown,
        clients: connectClients(facts),
      };
    },
  });
}

/** As it was asked under, which a client in the same network reaches too. `localhost` may mean another address to it. */
function baseUrlOf(url: string): string {
  return new URL(url).origin.replace(
    /^(https?:\/\/)localhost(?=:|$)/,
    (_, scheme: string) => `${scheme}127.0.0.1`,
  );
}
