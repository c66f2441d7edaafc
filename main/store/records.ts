import type { Kysely } from 'kysely';
import type { RequestDetail, RequestPage } from '../contracts/admin-api.ts';
import type { RequestRecord } from '../contracts/record.ts';
import { microsOf } from '../core/request-id.ts';
import { answerOf, toAttemptRecord, toRequestRecord } from './record-rows.ts';
import type { RecordSink } from './record-sink.ts';
import { readPage } from './request-pages.ts';
import type { RecordQuery, RecordRepository, SearchBounds } from './store.ts';
import type { Tables } from './tables.ts';

/** Rows of one transaction when an earlier run is settled. */
const INTERRUPTED_AT_ONCE = 1000;

export class SqlRecords implements RecordRepository {
  readonly #reading: Kysely<Tables>;
  readonly #writing: Kysely<Tables>;

  readonly #sink: Pick<RecordSink, 'write'>;

  /** `reading` has a thread of its own, so that a long search delays no writing. */
  constructor(reading: Kysely<Tables>, writing: Kysely<Tables>, sink: Pick<RecordSink, 'write'>) {
    this.#reading = reading;
    this.#writing = writing;
    this.#sink = sink;
  }

  page(query: RecordQuery, bounds?: SearchBounds): Promise<RequestPage> {
    return readPage(this.#reading, query, bounds);
  }

  async detail(id: string): Promise<RequestDetail | null> {
    const key = microsOf(id);
    if (key === null) return null;
    const row = await this.#reading
      .selectFrom('requests')
      .selectAll()
      .where('id', '=', key)
      .executeTakeFirst();
    if (row === undefined) return null;
    const attempts = await this.#reading
      .selectFrom('attempts')
      .selectAll()
      .where('request_id', '=', key)
      .orderBy('number')
      .execute();
    const answer = answerOf(row);
    return {
      record: toRequestRecord(row),
      attempts: [...attempts.map(toAttemptRecord), ...(answer === null ? [] : [answer])],
      skipped: [],
    };
  }

  async markInterrupted(at: number): Promise<number> {
    let count = 0;
    for (;;) {
      const rows = await this.#writing
        .selectFrom('requests')
        .selectAll()
        .where('outcome', 'is', null)
        .limit(INTERRUPTED_AT_ONCE)
        .execute();
      if (rows.length === 0) return count;
      const entries = rows.map((row) => ({
        record: interrupted(toRequestRecord(row), at),
        attempts: [],
      }));
      const { rejectedCount, firstRejection } = await this.#sink.write(entries);
      if (rejectedCount > 0) throw new Error(`Open requests cannot be closed: ${firstRejection}`);
      count += rows.length;
    }
  }
}

function interrupted(record: RequestRecord, at: number): RequestRecord {
  const detail = 'The program ended while this request was in flight.';
  return { ...record, outcome: 'interrupted', endedAt: at, detail };
}
