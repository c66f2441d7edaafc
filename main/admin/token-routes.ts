import { createHash } from 'node:crypto';
import { z } from 'zod';
import { deletedSchema, undoSchema } from '../contracts/admin-api.schema.ts';
import { tokenIdTextSchema } from '../contracts/ids.schema.ts';
import {
  localTokenSchema,
  tokenChangeSchema,
  tokenCreatedSchema,
  tokenDraftSchema,
  tokenViewSchema,
} from '../contracts/token.schema.ts';
import type { Token, TokenId, TokenView } from '../contracts/token.ts';
import { AppError } from '../core/app-error.ts';
import { TOKEN_BYTES, TOKEN_PREFIX } from '../core/client-token.ts';
import { maskSecret } from '../core/redact.ts';
import type { RemovedToken } from '../store/store.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { changedTokenDraft, newTokenDraft } from './token-draft.ts';
import { Undo } from './undo.ts';

const PATH = '/admin/tokens';

const tokenInPath = z.object({
  id: tokenIdTextSchema,
});

/** Client tokens: what clients show to us. They are never sessions, and sessions never tokens. */
export function addTokenRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addLocalTokenRoutes(app, deps, configuration);
  addTokenChangeRoutes(app, deps, configuration);

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'All client tokens, masked.',
    answer: z.array(tokenViewSchema).readonly(),
    handle: () => deps.books.tokens.all().map((one) => tokenView(one, deps)),
  });

  addEndpoint(app, {
    method: 'post',
    path: PATH,
    summary: 'Create a client token. It is shown in this answer and never again.',
    body: tokenDraftSchema,
    answer: tokenCreatedSchema,
    status: 201,
    handle: async ({ body }) => {
      const fresh = freshToken(deps);
      const { hash, mask } = fresh;
      const created = await configuration.changeTokens(() =>
        deps.store.tokens.insert({
          draft: newTokenDraft(body, deps.books.channels),
          hash,
          mask,
          isLocal: false,
          secret: null,
        }),
      );
      return { ...tokenView(created, deps), token: fresh.token };
    },
  });
}

/** A token is changed field by field: what is not sent stays, and `null` removes what it limits. */
function addTokenChangeRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  const undo = new Undo<RemovedToken>(deps);
  addEndpoint(app, {
    method: 'patch',
    path: `${PATH}/{id}`,
    summary: 'Change some fields of a token; the others stay, and null removes what one limits.',
    params: tokenInPath,
    body: tokenChangeSchema,
    answer: tokenViewSchema,
    handle: async ({ params, body }) => {
      const changed = await configuration.changeTokens(() => {
        const draft = changedTokenDraft(findToken(deps, params.id), body, deps.books.channels);
        return deps.store.tokens.update(params.id, draft);
      });
      return tokenView(changed, deps);
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{id}`,
    summary: 'Delete a token. It stops working at once. It can be undone for two minutes.',
    params: tokenInPath,
    answer: deletedSchema,
    handle: async ({ params }) =>
      undo.keep(await configuration.changeTokens(() => deps.store.tokens.remove(params.id))),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/undo`,
    summary: 'Bring a deleted token back.',
    body: undoSchema,
    answer: doneSchema,
    handle: async ({ body }) => {
      await undo.restore(body.token, (removed) =>
        configuration.changeTokens(() => deps.store.tokens.restore(removed)),
      );
      return {};
    },
  });
}

/** The token of the export line is kept encrypted instead of hashed alone, because people copy it again. */
function addLocalTokenRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/local`,
    summary: 'The local token in clear, for the export line.',
    answer: localTokenSchema,
    handle: async () => {
      const token = await deps.store.tokens.readLocalSecret();
      if (token !== null) return { token };
      if (deps.store.vault.isLocked) {
        throw new AppError('vault.locked', deps.store.vault.lockedReason);
      }
      throw new AppError('token.not-found', 'There is no local token.');
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/local/rotate`,
    summary: 'Give the local token another value. The old one stops working at once.',
    answer: localTokenSchema,
    handle: async () => {
      const { token, hash, mask } = freshToken(deps);
      await configuration.changeTokens(() =>
        deps.store.tokens.replaceLocal({ hash, mask, secret: token }),
      );
      return { token };
    },
  });
}

/** A new token and what is kept of it. */
function freshToken(deps: AdminDeps) {
  const token = TOKEN_PREFIX + Buffer.from(deps.randomBytes(TOKEN_BYTES)).toString('base64url');
  const hash = createHash('sha256').update(token).digest('hex');
  return { token, hash, mask: maskSecret(token) };
}

/** Every field is named, so that the hash is not shown by accident. */
function tokenView(token: Token, deps: AdminDeps): TokenView {
  const { id, name, mask, isEnabled, isLocal, expiresAt, createdAt, lastUsedAt } = token;
  const { limits, models, channelRule, channelIds } = token;
  return {
    id,
    name,
    mask,
    isEnabled,
    isLocal,
    expiresAt,
    limits,
    limitState: deps.limitStateOf({ kind: 'token', id }, limits),
    models,
    channelRule,
    channelIds,
    createdAt,
    lastUsedAt,
  };
}

/** @throws AppError when there is no such token */
function findToken(deps: AdminDeps, id: TokenId): Token {
  const token = deps.books.tokens.all().find((one) => one.id === id);
  if (token === undefined) throw new AppError('token.not-found', 'There is no such token.');
  return token;
}
