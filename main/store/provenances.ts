import type { Kysely } from 'kysely';
import { pruneOldest } from './prune.ts';
import type { ProvenanceRepository, StoredProvenance } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions, toFlag } from './values.ts';

export class SqlProvenances implements ProvenanceRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(limit: number): Promise<StoredProvenance[]> {
    const rows = await this.#db
      .selectFrom('provenances')
      .selectAll()
      .orderBy('noted_at', 'desc')
      .orderBy('hash', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      hash: row.hash,
      channelId: row.channel_id,
      keyId: row.key_id,
      isRefused: row.is_refused !== 0,
      notedAt: row.noted_at,
    }));
  }

  async save(noted: readonly StoredProvenance[]): Promise<void> {
    // The same token twice in one statement would be an upsert of an upsert; the last one counts.
    const latest = [...new Map(noted.map((one) => [one.hash, one])).values()];
    const rows = latest.map((one) => ({
      hash: one.hash,
      channel_id: one.channelId,
      key_id: one.keyId,
      is_refused: toFlag(one.isRefused),
      noted_at: one.notedAt,
    }));
    for (const portion of portions(rows)) {
      await upsertQuery(this.#db, 'provenances', ['hash'], portion).execute();
    }
  }

  async prune(keepNewest: number, notedBefore: number): Promise<void> {
    await this.#db.deleteFrom('provenances').where('noted_at', '<', notedBefore).execute();
    await pruneOldest(this.#db, { table: 'provenances', time: 'noted_at', id: 'hash' }, keepNewest);
  }
}
