import type { Insertable, Kysely, Transaction } from 'kysely';
import type { ChannelId } from '../contracts/channel.ts';
import { AppError } from '../core/app-error.ts';
import type { Tables } from './tables.ts';
import { portions } from './values.ts';

/** What goes with a channel, in the order in which it can come back. */
const PARTS = [
  'channel_urls',
  'channel_keys',
  'channel_models',
  'channel_headers',
  'rules',
  'price_overrides',
] as const satisfies readonly (keyof Tables)[];

type Part = (typeof PARTS)[number];

/** Rows as they were stored, secrets sealed: only for putting them back. */
export type RemovedChannels = {
  readonly channels: readonly Insertable<Tables['channels']>[];
  readonly parts: readonly (readonly [Part, readonly Insertable<Tables[Part]>[]])[];
};

/** All of them or none. @throws AppError when one does not exist */
export function removeChannels(
  db: Kysely<Tables>,
  ids: readonly ChannelId[],
): Promise<RemovedChannels> {
  return db.transaction().execute(async (trx) => {
    const channels = await trx.selectFrom('channels').selectAll().where('id', 'in', ids).execute();
    if (channels.length < new Set(ids).size) {
      throw new AppError('channel.not-found', 'There is no such channel.');
    }
    const parts: [Part, Insertable<Tables[Part]>[]][] = [];
    for (const table of PARTS) {
      const rows = await trx
        .selectFrom(table as 'channel_urls')
        .selectAll()
        .where('channel_id', 'in', ids)
        .execute();
      parts.push([table, rows]);
    }
    await trx.deleteFrom('channels').where('id', 'in', ids).execute();
    return { channels, parts };
  });
}

/** With the ids they had, which were given to nobody else. @throws AppError when another has one of their names now */
export function restoreChannels(
  db: Kysely<Tables>,
  { channels, parts }: RemovedChannels,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const names = channels.map(({ folded_name: name }) => name);
    const other = await trx
      .selectFrom('channels')
      .select('name')
      .where('folded_name', 'in', names)
      .executeTakeFirst();
    if (other !== undefined) {
      const { name } = other;
      const message = `There is a channel named "${name}" already.`;
      throw new AppError('channel.name-taken', message, { values: { name } });
    }
    await insert(trx, 'channels', channels);
    for (const [table, rows] of parts) await insert(trx, table, rows);
  });
}

async function insert<T extends Part | 'channels'>(
  trx: Transaction<Tables>,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): Promise<void> {
  for (const portion of portions(rows as readonly Insertable<Tables['channels']>[])) {
    await trx
      .insertInto(table as 'channels')
      .values(portion)
      .execute();
  }
}
