import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { RequestDetail, RequestPage } from '../contracts/admin-api.ts';
import type { AttemptRecord, RequestRecord } from '../contracts/record.ts';
import { microsOf } from '../core/request-id.ts';
import { answerOf, skippedOf, toAttemptRecord, toRequestRecord } from './record-rows.ts';
import type { RecordEntry, RecordSink } from './record-sink.ts';
import { readPage } from './request-pages.ts';
import type { RecordQuery, RecordRepository, SearchBounds } from './store.ts';
import type { RequestRow, Tables } from './tables.ts';

/** Rows of one transaction when an earlier run is settled. */
const SETTLED_AT_ONCE = 1000;

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
    return {
      record: toRequestRecord(row),
      attempts: await attemptsOf(this.#reading, row),
      skipped: skippedOf(row),
    };
  }

  async markInterrupted(at: number): Promise<number> {
    await this.#settle(
      (requests) => requests.where('is_price_pending', '=', 1),
      async (row) => ({
        record: toRequestRecord(row),
        attempts: await attemptsOf(this.#writing, row),
      }),
    );
    return this.#settle(
      (requests) => requests.where('outcome', 'is', null),
      async (row) => ({ record: interrupted(toRequestRecord(row), at), attempts: [] }),
    );
  }

  /** Closes what an earlier run left, in portions; returns how many there were. */
  async #settle(
    which: (requests: OpenRequests) => OpenRequests,
    settled: (row: RequestRow) => Promise<RecordEntry>,
  ): Promise<number> {
    let count = 0;
    for (;;) {
      const requests = which(this.#writing.selectFrom('requests').selectAll());
      const rows = await requests.limit(SETTLED_AT_ONCE).execute();
      if (rows.length === 0) return count;
      const entries = await Promise.all(rows.map(settled));
      const { rejectedCount, firstRejection } = await this.#sink.write(entries);
      if (rejectedCount > 0) throw new Error(`Open requests cannot be closed: ${firstRejection}`);
      count += rows.length;
    }
  }
}

type OpenRequests = SelectQueryBuilder<Tables, 'requests', RequestRow>;

/** All attempts of a request, in their order. */
async function attemptsOf(db: Kysely<Tables>, row: RequestRow): Promise<AttemptRecord[]> {
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('request_id', '=', row.id)
    .orderBy('number')
    .execute();
  const answer = answerOf(row);
  return [...attempts.map(toAttemptRecord), ...(answer === null ? [] : [answer])];
}

function interrupted(record: RequestRecord, at: number): RequestRecord {
  const detail = 'The program ended while this request was in flight.';
  return { ...record, outcome: 'interrupted', endedAt: at, detail };
}
