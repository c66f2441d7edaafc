import type { Kysely } from 'kysely';
import { pruneOldest } from './prune.ts';
import type { AffinityRepository, StoredAffinity } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions, toFlag } from './values.ts';

export class SqlAffinities implements AffinityRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(limit: number): Promise<StoredAffinity[]> {
    const rows = await this.#db
      .selectFrom('affinities')
      .selectAll()
      .orderBy('used_at', 'desc')
      .orderBy('key', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      key: row.key,
      channelId: row.channel_id,
      keyId: row.key_id,
      usedAt: row.used_at,
      isMixed: row.is_mixed !== 0,
    }));
  }

  async save(places: readonly StoredAffinity[]): Promise<void> {
    const rows = places.map((one) => ({
      key: one.key,
      channel_id: one.channelId,
      key_id: one.keyId,
      used_at: one.usedAt,
      is_mixed: toFlag(one.isMixed),
    }));
    for (const portion of portions(rows)) {
      await upsertQuery(this.#db, 'affinities', ['key'], portion).execute();
    }
  }

  async prune(keepNewest: number, usedBefore: number): Promise<void> {
    await this.#db.deleteFrom('affinities').where('used_at', '<', usedBefore).execute();
    await pruneOldest(this.#db, { table: 'affinities', time: 'used_at', id: 'key' }, keepNewest);
  }
}
