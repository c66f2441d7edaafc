import type { Kysely, Transaction } from 'kysely';
import type { Channel, ChannelDraft, ChannelId, KeyId } from '../contracts/channel.ts';
import { AppError } from '../core/app-error.ts';
import { refuseRepeatedParts } from './channel-diff.ts';
import { writeParts } from './channel-parts.ts';
import { channelColumns, foldName, readChannels } from './channel-rows.ts';
import { removeChannels, restoreChannels, type RemovedChannels } from './channel-removal.ts';
import type { ChannelChange, ChannelRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { insertedId, toFlag } from './values.ts';
import type { Vault } from './vault.ts';

export class SqlChannels implements ChannelRepository {
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;
  readonly #now: () => number;

  constructor(db: Kysely<Tables>, vault: Vault, now: () => number) {
    this.#db = db;
    this.#vault = vault;
    this.#now = now;
  }

  async list(): Promise<Channel[]> {
    return this.#db.transaction().execute((trx) => readChannels(trx, this.#vault, null));
  }

  insert(draft: ChannelDraft): Promise<Channel> {
    return this.#db
      .transaction()
      .execute((trx) => insertChannel(trx, this.#vault, draft, this.#now()));
  }

  replace(id: ChannelId, draft: ChannelDraft): Promise<Channel> {
    return this.#db
      .transaction()
      .execute((trx) => replaceChannel(trx, this.#vault, id, draft, this.#now()));
  }

  async setEnabled(id: ChannelId, isEnabled: boolean): Promise<void> {
    await this.#touch(this.#db, id, { is_enabled: toFlag(isEnabled) });
  }

  async setKeyEnabled(id: ChannelId, keyId: KeyId, isEnabled: boolean): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await this.#touch(trx, id, {});
      const result = await trx
        .updateTable('channel_keys')
        .set({ is_enabled: toFlag(isEnabled) })
        .where('id', '=', keyId)
        .where('channel_id', '=', id)
        .executeTakeFirst();
      if (result.numUpdatedRows === 0n) {
        throw new AppError('channel.key-not-found', 'This channel has no such key.');
      }
    });
  }

  removeMany(ids: readonly ChannelId[]): Promise<RemovedChannels> {
    return removeChannels(this.#db, ids);
  }

  restoreMany(removed: RemovedChannels): Promise<void> {
    return restoreChannels(this.#db, removed);
  }

  async changeMany(ids: readonly ChannelId[], change: ChannelChange): Promise<void> {
    const { isEnabled, priority } = change;
    const columns = {
      ...(isEnabled === undefined ? {} : { is_enabled: toFlag(isEnabled) }),
      ...(priority === undefined ? {} : { priority }),
    };
    await this.#db.transaction().execute(async (trx) => {
      for (const id of new Set(ids)) await this.#touch(trx, id, columns);
    });
  }

  async reorder(
    ids: readonly ChannelId[],
    priorities: Readonly<Record<string, number>> = {},
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const rows = await trx
        .selectFrom('channels')
        .select(['id', 'position'])
        .orderBy('position')
        .orderBy('id')
        .execute();
      const known = new Map(rows.map((row) => [row.id, row.position]));
      if (ids.some((id) => !known.has(id))) throw notFound();
      // A set keeps what comes first, so the channels that were not named follow in their old order.
      const order = [...new Set([...ids, ...known.keys()])];
      for (const [at, id] of order.entries()) {
        if (known.get(id) === at + 1) continue;
        await trx
          .updateTable('channels')
          .set({ position: at + 1 })
          .where('id', '=', id)
          .execute();
      }
      for (const [id, priority] of Object.entries(priorities)) {
        await this.#touch(trx, Number(id) as ChannelId, { priority });
      }
    });
  }

  async #touch(
    db: Kysely<Tables>,
    id: ChannelId,
    set: { is_enabled?: number; priority?: number },
  ): Promise<void> {
    const result = await db
      .updateTable('channels')
      .set({ ...set, updated_at: this.#now() })
      .where('id', '=', id)
      .executeTakeFirst();
    if (result.numUpdatedRows === 0n) throw notFound();
  }
}

/** The last in its order. */
export async function insertChannel(
  trx: Transaction<Tables>,
  vault: Vault,
  draft: ChannelDraft,
  now: number,
): Promise<Channel> {
  refuseRepeatedParts(draft);
  await refuseTakenName(trx, draft.name, null);
  const last = await trx
    .selectFrom('channels')
    .select((eb) => eb.fn.max('position').as('position'))
    .executeTakeFirst();
  const result = await trx
    .insertInto('channels')
    .values({
      ...channelColumns(draft),
      position: (last?.position ?? 0) + 1,
      created_at: now,
      updated_at: now,
    })
    .executeTakeFirstOrThrow();
  const id = insertedId(result) as ChannelId;
  await writeParts(trx, vault, id, { keys: [], urls: [] }, draft);
  return readChannel(trx, vault, id);
}

export async function replaceChannel(
  trx: Transaction<Tables>,
  vault: Vault,
  id: ChannelId,
  draft: ChannelDraft,
  now: number,
): Promise<Channel> {
  refuseRepeatedParts(draft);
  const stored = await readChannel(trx, vault, id);
  await refuseTakenName(trx, draft.name, id);
  await trx
    .updateTable('channels')
    .set({ ...channelColumns(draft), updated_at: now })
    .where('id', '=', id)
    .execute();
  await writeParts(trx, vault, id, stored, draft);
  return readChannel(trx, vault, id);
}

async function readChannel(
  trx: Transaction<Tables>,
  vault: Vault,
  id: ChannelId,
): Promise<Channel> {
  const [channel] = await readChannels(trx, vault, id);
  if (channel === undefined) throw notFound();
  return channel;
}

async function refuseTakenName(
  trx: Transaction<Tables>,
  name: string,
  ownId: ChannelId | null,
): Promise<void> {
  const other = await trx
    .selectFrom('channels')
    .select(['id', 'name'])
    .where('folded_name', '=', foldName(name))
    .executeTakeFirst();
  if (other === undefined || other.id === ownId) return;
  throw new AppError('channel.name-taken', `There is a channel named "${other.name}" already.`, {
    fields: { name: 'Another channel has this name.' },
    values: { name: other.name },
  });
}

function notFound(): AppError {
  return new AppError('channel.not-found', 'There is no such channel.');
}
