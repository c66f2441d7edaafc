import type { Kysely } from 'kysely';
import type { AttemptRecord, RequestRecord } from '../contracts/record.ts';
import { isToldByRequest, toAttemptRow, toRequestRow } from './record-rows.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import type { BatchPart, BatchResult, SqlValue } from './worker-messages.ts';

export type RecordEntry = {
  readonly record: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
};

/** Writes records past Kysely's execution: one message a batch, statements compiled once. */
export class RecordSink {
  readonly #db: Kysely<Tables>;
  readonly #thread: SqliteThread;
  #requestSql = '';
  #attemptSql = '';

  constructor(db: Kysely<Tables>, thread: SqliteThread) {
    this.#db = db;
    this.#thread = thread;
  }

  /** One transaction. A row that is there already is overwritten, so writing again does no harm. */
  async write(entries: readonly RecordEntry[]): Promise<BatchResult> {
    const parts = this.#partsOf(entries);
    // Kysely lends its connection to one at a time; taking it keeps the batch out of other transactions.
    return this.#db.connection().execute(() => this.#thread.batch(parts));
  }

  #partsOf(entries: readonly RecordEntry[]): BatchPart[] {
    const requests: SqlValue[][] = [];
    const attempts: SqlValue[][] = [];
    for (const { record, attempts: made } of entries) {
      const last = made.at(-1);
      const answer = last !== undefined && isToldByRequest(last, record) ? last : null;
      const row = toRequestRow(record, answer);
      // The statement has its columns in the order of the row it was compiled from, and all are made alike.
      this.#requestSql ||= upsertQuery(this.#db, 'requests', ['id'], [row]).compile().sql;
      requests.push(Object.values(row));
      for (const attempt of made) {
        if (attempt === answer) continue;
        const attemptRow = toAttemptRow(attempt);
        this.#attemptSql ||= upsertQuery(
          this.#db,
          'attempts',
          ['request_id', 'number'],
          [attemptRow],
        ).compile().sql;
        attempts.push(Object.values(attemptRow));
      }
    }
    const parts = [{ sql: this.#requestSql, rows: requests }];
    if (attempts.length > 0) parts.push({ sql: this.#attemptSql, rows: attempts });
    return parts;
  }
}
