import type { Kysely, Selectable, Transaction } from 'kysely';
import type { ChannelId } from '../contracts/channel.ts';
import { CHANNEL_RULES, NO_LIMITS } from '../contracts/constants.ts';
import type { Token, TokenDraft, TokenId } from '../contracts/token.ts';
import { AppError } from '../core/app-error.ts';
import type { TokenInsert, TokenRepository } from './store.ts';
import type { RemovedToken, Tables } from './tables.ts';
import { insertedId, readList, readObject, readWord, toFlag } from './values.ts';
import type { Vault } from './vault.ts';

export class SqlTokens implements TokenRepository {
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;
  readonly #now: () => number;

  constructor(db: Kysely<Tables>, vault: Vault, now: () => number) {
    this.#db = db;
    this.#vault = vault;
    this.#now = now;
  }

  async list(): Promise<Token[]> {
    const rows = await this.#db.selectFrom('tokens').selectAll().orderBy('id').execute();
    return rows.map(toToken);
  }

  insert(input: TokenInsert): Promise<Token> {
    return this.#db
      .transaction()
      .execute((trx) => insertToken(trx, this.#vault, input, this.#now()));
  }

  async update(id: TokenId, draft: TokenDraft): Promise<Token> {
    return this.#db.transaction().execute(async (trx) => {
      await trx.updateTable('tokens').set(draftColumns(draft)).where('id', '=', id).execute();
      return readToken(trx, id);
    });
  }

  async remove(id: TokenId): Promise<RemovedToken> {
    return this.#db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('tokens')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) throw notFound();
      if (row.is_local === 1) {
        throw new AppError(
          'token.local-permanent',
          'The local token cannot be removed. It can be disabled or replaced.',
        );
      }
      await trx.deleteFrom('tokens').where('id', '=', id).execute();
      return row;
    });
  }

  async restore(removed: RemovedToken): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await refuseTakenHash(trx, removed.hash, null);
      await trx.insertInto('tokens').values(removed).execute();
    });
  }

  async touch(
    entries: readonly { readonly id: TokenId; readonly lastUsedAt: number }[],
  ): Promise<void> {
    if (entries.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      for (const { id, lastUsedAt } of entries) {
        await trx
          .updateTable('tokens')
          .set({ last_used_at: lastUsedAt })
          .where('id', '=', id)
          // Entries may arrive late; a token's last use never moves back.
          .where((eb) =>
            eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', lastUsedAt)]),
          )
          .execute();
      }
    });
  }

  async readLocalSecret(): Promise<string | null> {
    const row = await findLocal(this.#db);
    const sealed = row?.secret ?? null;
    return sealed === null ? null : this.#vault.open('local-token', sealed);
  }

  async replaceLocal(input: {
    readonly hash: string;
    readonly mask: string;
    readonly secret: string;
  }): Promise<Token> {
    const secret = this.#vault.seal('local-token', input.secret);
    return this.#db.transaction().execute(async (trx) => {
      const local = await findLocal(trx);
      if (local === undefined) throw notFound();
      await refuseTakenHash(trx, input.hash, local.id);
      await trx
        .updateTable('tokens')
        .set({ hash: input.hash, mask: input.mask, secret, last_used_at: null })
        .where('id', '=', local.id)
        .execute();
      return readToken(trx, local.id);
    });
  }
}

export async function insertToken(
  trx: Transaction<Tables>,
  vault: Vault,
  input: TokenInsert,
  now: number,
): Promise<Token> {
  const secret = input.secret === null ? null : vault.seal('local-token', input.secret);
  await refuseTakenHash(trx, input.hash, null);
  if (input.isLocal && (await findLocal(trx)) !== undefined) {
    throw new AppError('token.local-exists', 'There is a local token already.');
  }
  const result = await trx
    .insertInto('tokens')
    .values({
      ...draftColumns(input.draft),
      hash: input.hash,
      mask: input.mask,
      secret,
      is_local: toFlag(input.isLocal),
      created_at: now,
      last_used_at: null,
    })
    .executeTakeFirstOrThrow();
  return readToken(trx, insertedId(result) as TokenId);
}

function draftColumns(draft: TokenDraft) {
  return {
    name: draft.name,
    is_enabled: toFlag(draft.isEnabled),
    expires_at: draft.expiresAt,
    limits: JSON.stringify(draft.limits),
    models: JSON.stringify(draft.models),
    channel_rule: draft.channelRule,
    channel_ids: JSON.stringify(draft.channelIds),
  };
}

async function findLocal(
  db: Kysely<Tables>,
): Promise<{ id: TokenId; secret: Uint8Array | null } | undefined> {
  return db
    .selectFrom('tokens')
    .select(['id', 'secret'])
    .where('is_local', '=', 1)
    .executeTakeFirst();
}

/** Two tokens of one hash are one token; `ownId` may keep it. */
async function refuseTakenHash(
  trx: Transaction<Tables>,
  hash: string,
  ownId: TokenId | null,
): Promise<void> {
  const other = await trx
    .selectFrom('tokens')
    .select('id')
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (other !== undefined && other.id !== ownId) {
    throw new AppError('token.exists', 'There is such a token already.');
  }
}

async function readToken(trx: Transaction<Tables>, id: TokenId): Promise<Token> {
  const row = await trx.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound();
  return toToken(row);
}

function notFound(): AppError {
  return new AppError('token.not-found', 'There is no such token.');
}

function toToken(row: Selectable<Tables['tokens']>): Token {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    mask: row.mask,
    isEnabled: row.is_enabled === 1,
    isLocal: row.is_local === 1,
    expiresAt: row.expires_at,
    limits: { ...NO_LIMITS, ...readObject(row.limits, 'tokens.limits') },
    models: readList(row.models, 'tokens.models').map(String),
    channelRule: readWord(CHANNEL_RULES, row.channel_rule, 'tokens.channel_rule'),
    channelIds: readList(row.channel_ids, 'tokens.channel_ids').map(Number) as ChannelId[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
