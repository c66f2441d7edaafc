import { sql, type Kysely } from 'kysely';
import type { SqliteThread } from './sqlite-thread.ts';
import type { RetentionRepository } from './store.ts';
import type { Tables } from './tables.ts';

/** Pages given back to the disk at once: each may have to be moved, and the writing thread waits for it. */
const SHRUNK_PAGES = 256;

export class SqlRetention implements RetentionRepository {
  readonly #reading: Kysely<Tables>;
  readonly #writing: Kysely<Tables>;
  readonly #thread: SqliteThread;
  /** Requests up to this one are too many; found out by counting, which takes long. */
  #beyond: number | null = null;

  constructor(reading: Kysely<Tables>, writing: Kysely<Tables>, thread: SqliteThread) {
    this.#reading = reading;
    this.#writing = writing;
    this.#thread = thread;
  }

  removeBefore(at: number, limit: number): Promise<number> {
    return this.#remove(at * MICROS_PER_MS - 1, limit);
  }

  async removeBeyond(keptRows: number, limit: number): Promise<number> {
    this.#beyond ??= await this.#lastBeyond(keptRows);
    const removed = this.#beyond === null ? 0 : await this.#remove(this.#beyond, limit);
    if (removed === 0) this.#beyond = null;
    return removed;
  }

  async usedBytes(): Promise<number> {
    const { rows } = await sql<{ used: number }>`select
      (page_count - freelist_count) * page_size as used
      from pragma_page_count(), pragma_freelist_count(), pragma_page_size()`.execute(this.#writing);
    return rows[0]?.used ?? 0;
  }

  async shrink(): Promise<boolean> {
    return this.#writing.connection().execute(() => this.#thread.shrink(SHRUNK_PAGES));
  }

  /** The newest request that is not among the `keptRows` newest; null when there are fewer. */
  async #lastBeyond(keptRows: number): Promise<number | null> {
    const row = await this.#reading
      .selectFrom('requests')
      .select('id')
      .orderBy('id', 'desc')
      .offset(keptRows)
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** The oldest requests up to and with `lastId`, with their attempts. */
  #remove(lastId: number, limit: number): Promise<number> {
    return this.#writing.transaction().execute(async (trx) => {
      const ids = await trx
        .selectFrom('requests')
        .select('id')
        .where('id', '<=', lastId)
        .orderBy('id')
        .limit(limit)
        .execute();
      const last = ids.at(-1);
      if (last === undefined) return 0;
      await trx.deleteFrom('attempts').where('request_id', '<=', last.id).execute();
      await trx.deleteFrom('requests').where('id', '<=', last.id).execute();
      return ids.length;
    });
  }
}

const MICROS_PER_MS = 1000;
