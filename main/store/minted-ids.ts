import type { Kysely } from 'kysely';
import { pruneOldest } from './prune.ts';
import type { MintedId, MintedIdRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions } from './values.ts';

export class SqlMintedIds implements MintedIdRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(limit: number): Promise<MintedId[]> {
    const rows = await this.#db
      .selectFrom('minted_ids')
      .selectAll()
      .orderBy('minted_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      channelId: row.channel_id,
      keyId: row.key_id,
      mintedAt: row.minted_at,
    }));
  }

  async insertMany(minted: readonly MintedId[]): Promise<void> {
    // The same id twice in one statement would be an upsert of an upsert; the last one counts.
    const latest = [...new Map(minted.map((one) => [one.id, one])).values()];
    const rows = latest.map((one) => ({
      id: one.id,
      channel_id: one.channelId,
      key_id: one.keyId,
      minted_at: one.mintedAt,
    }));
    for (const portion of portions(rows)) {
      await upsertQuery(this.#db, 'minted_ids', ['id'], portion).execute();
    }
  }

  prune(keepNewest: number): Promise<void> {
    return pruneOldest(this.#db, { table: 'minted_ids', time: 'minted_at', id: 'id' }, keepNewest);
  }
}
