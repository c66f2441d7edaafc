import { sql, type Kysely } from 'kysely';
import type { Range } from '../contracts/statistics.ts';
import {
  DURATION_COUNTS,
  FIRST_BYTE_COUNTS,
  USAGE_COUNTERS,
  USAGE_KEYS,
  USAGE_NAMES,
} from './rollup-columns.ts';
import type { Tables, UsageHourRow } from './tables.ts';

/** The hourly totals of a part of time as one, still told apart by everything that they are told apart by. */
type UsagePartRow = Omit<UsageHourRow, 'hour'> & { readonly part: number };

export type PartTables = Tables & { usage_parts: UsagePartRow };

/** Rows kept, about 15 MB. */
const MAX_ROWS = 50_000;

const KEYS = USAGE_KEYS.filter((key) => key !== 'hour');
const COUNTERS = [...USAGE_COUNTERS, ...FIRST_BYTE_COUNTS, ...DURATION_COUNTS];

type Part = { readonly id: number; readonly range: Range; readonly filled: Promise<void> };

/**
 * Days summed up from their hours, in a table that only the reading connection has and that is gone with it: whatever is
 * grouped or filtered by next finds a few thousand rows in place of a hundred thousand. A part stays true until
 * something is written into its hours. What is being read counts too, so that a read that began before a write is not
 * taken for what came after.
 */
export class UsageParts {
  readonly #db: Kysely<PartTables>;
  readonly #mostRows: number;
  /** By their range; used last comes last. */
  readonly #parts = new Map<string, Part>();
  readonly #rows = new Map<number, number>();
  /** Forgotten, and to be removed when nobody reads them any more. */
  #stale: number[] = [];
  #readers = 0;
  #lastId = 0;
  #made: Promise<unknown> | null = null;

  constructor(reading: Kysely<Tables>, mostRows = MAX_ROWS) {
    this.#db = reading;
    this.#mostRows = mostRows;
  }

  /** Sums up what is not summed up yet and hands the numbers of the parts, in the order of the ranges, to `read`. */
  async use<T>(
    ranges: readonly Range[],
    read: (db: Kysely<PartTables>, ids: readonly number[]) => Promise<T>,
  ): Promise<T> {
    this.#readers += 1;
    try {
      await (this.#made ??= this.#makeTable());
      const ids: number[] = [];
      // One after the other: whoever waits for something small gets its turn in between.
      for (const range of ranges) {
        const part = this.#find(range);
        await part.filled;
        ids.push(part.id);
      }
      return await read(this.#db, ids);
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) await this.#tidy();
    }
  }

  /** Something was written into these hours. Called when it can be read. */
  forget(hours: Iterable<number>): void {
    const written = [...hours];
    for (const [key, { id, range }] of this.#parts) {
      if (!written.some((hour) => hour >= range.from && hour < range.to)) continue;
      this.#parts.delete(key);
      this.#stale.push(id);
    }
  }

  #find(range: Range): Part {
    const key = `${String(range.from)} ${String(range.to)}`;
    let part = this.#parts.get(key);
    if (part === undefined) {
      this.#lastId += 1;
      const id = this.#lastId;
      part = { id, range, filled: this.#fill(id, range) };
      part.filled.catch(() => {
        if (this.#parts.get(key)?.id === id) this.#parts.delete(key);
      });
    }
    this.#parts.delete(key);
    this.#parts.set(key, part);
    return part;
  }

  async #fill(id: number, { from, to }: Range): Promise<void> {
    const result = await this.#db
      .insertInto('usage_parts')
      .columns(['part', ...KEYS, ...USAGE_NAMES, ...COUNTERS])
      .expression((eb) =>
        eb
          .selectFrom('usage_hourly')
          .select(sql<number>`${id}`.as('part'))
          .select(KEYS)
          .select(USAGE_NAMES.map((name) => eb.fn.max(name).as(name)))
          .select(COUNTERS.map((name) => eb.fn.sum<number>(name).as(name)))
          .where('hour', '>=', from)
          .where('hour', '<', to)
          .groupBy(KEYS),
      )
      .executeTakeFirst();
    this.#rows.set(id, Number(result.numInsertedOrUpdatedRows ?? 0));
  }

  /** While nobody reads. Those used longest ago go first. */
  async #tidy(): Promise<void> {
    let rows = [...this.#rows.values()].reduce((sum, count) => sum + count, 0);
    for (const [key, { id }] of this.#parts) {
      if (rows <= this.#mostRows) break;
      rows -= this.#rows.get(id) ?? 0;
      this.#parts.delete(key);
      this.#stale.push(id);
    }
    const stale = this.#stale;
    if (stale.length === 0) return;
    this.#stale = [];
    for (const id of stale) this.#rows.delete(id);
    await this.#db.deleteFrom('usage_parts').where('part', 'in', listed(stale)).execute();
  }

  async #makeTable(): Promise<void> {
    const columns = [
      'part integer not null',
      'channel_id integer not null',
      'model text not null',
      'token_id integer not null',
      'protocol text not null',
      'client_family text not null',
      'channel_name text not null',
      'token_name text not null',
      ...COUNTERS.map((name) => `${name} integer not null`),
    ];
    await sql`create temp table usage_parts (
      ${sql.raw(columns.join(', '))}, primary key (part, ${sql.raw(KEYS.join(', '))})
    ) without rowid`.execute(this.#db);
  }
}

/** As one parameter, so that lists of all lengths are one statement. */
export function listed(ids: readonly number[]) {
  return sql<number>`(select value from json_each(${JSON.stringify(ids)}))`;
}
