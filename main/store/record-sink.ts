import type { Kysely } from 'kysely';
import type { AttemptRecord, RequestRecord, SkippedChannel } from '../contracts/record.ts';
import {
  ATTEMPT_COLUMNS,
  isToldByRequest,
  pushAttempt,
  pushRequest,
  REQUEST_COLUMNS,
} from './request-values.ts';
import {
  ATTEMPTS_COUNTERS,
  ATTEMPTS_KEYS,
  ATTEMPTS_NAMES,
  DURATION_COUNTS,
  FIRST_BYTE_COUNTS,
  USAGE_COUNTERS,
  USAGE_KEYS,
  USAGE_NAMES,
} from './rollup-columns.ts';
import { Rollup, type ZoneOffset } from './rollup.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { Tables } from './tables.ts';
import { addingUpsertSql, upsertSql } from './upsert.ts';
import type { BatchPart, RejectedRow, SqlValue } from './worker-messages.ts';

export type RecordEntry = {
  readonly record: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
  /** Comes again with its price, and is counted then. */
  readonly isPricePending?: true;
  readonly skipped?: readonly SkippedChannel[];
};

/** What became of a batch. Rows that break a rule of their table are left out: one must not hold up all others for ever. */
export type WriteResult = { readonly rejectedCount: number; readonly firstRejection: string };

/** Parts of a batch: requests, attempts, and behind them the totals. */
const REQUESTS = 0;
const TOTALS = 2;

type Batch = {
  readonly parts: readonly BatchPart[];
  /** What is added to the totals. */
  readonly rollup: Rollup;
  /** Which entry each row of attempts belongs to, and which of its attempts it is. */
  readonly attemptsOf: readonly { readonly entry: RecordEntry; readonly attempt: AttemptRecord }[];
};

/**
 * Writes records past Kysely's execution: one message a batch, statements compiled once. The totals by hour are raised
 * in the same transaction, by what was settled: so each request is to be settled once.
 */
export class RecordSink {
  readonly #db: Kysely<Tables>;
  readonly #thread: SqliteThread;
  readonly #offsetAt: ZoneOffset;
  readonly #onTotals: (rollup: Rollup) => void;
  readonly #requestSql: string;
  readonly #attemptSql: string;
  readonly #usageSql: string;
  readonly #attemptsHourSql: string;

  /** @param onTotals told of what the totals were raised by, when they are */
  constructor(
    db: Kysely<Tables>,
    thread: SqliteThread,
    offsetAt: ZoneOffset,
    onTotals: (rollup: Rollup) => void,
  ) {
    this.#onTotals = onTotals;
    this.#db = db;
    this.#thread = thread;
    this.#offsetAt = offsetAt;
    this.#requestSql = upsertSql(db, 'requests', ['id'], REQUEST_COLUMNS);
    this.#attemptSql = upsertSql(db, 'attempts', ['request_id', 'number'], ATTEMPT_COLUMNS);
    const counters = [...USAGE_COUNTERS, ...FIRST_BYTE_COUNTS, ...DURATION_COUNTS];
    this.#usageSql = addingUpsertSql(db, 'usage_hourly', USAGE_KEYS, USAGE_NAMES, counters);
    this.#attemptsHourSql = addingUpsertSql(
      db,
      'attempts_hourly',
      ATTEMPTS_KEYS,
      ATTEMPTS_NAMES,
      ATTEMPTS_COUNTERS,
    );
  }

  /** One transaction, with everything that can be stored. */
  async write(entries: readonly RecordEntry[]): Promise<WriteResult> {
    let left = entries;
    let rejectedCount = 0;
    let firstRejection = '';
    let isCounted = true;
    for (;;) {
      const batch = this.#batchOf(left);
      // Kysely lends its connection to one at a time; taking it keeps the batch out of other transactions.
      const { rejected, why } = await this.#db
        .connection()
        .execute(() => this.#thread.batch(isCounted ? batch.parts : batch.parts.slice(0, TOTALS)));
      if (rejected.length === 0) {
        this.#onTotals(batch.rollup);
        return { rejectedCount, firstRejection };
      }
      // The totals counted them too, so nothing was written.
      const records = rejected.filter(({ part }) => part < TOTALS);
      rejectedCount += records.length;
      firstRejection ||= why;
      // Records are worth more than totals that nothing can be added to.
      if (records.length === 0) isCounted = false;
      left = without(left, batch, records);
    }
  }

  #batchOf(entries: readonly RecordEntry[]): Batch {
    const requests: SqlValue[] = [];
    const attempts: SqlValue[] = [];
    const attemptsOf: Batch['attemptsOf'][number][] = [];
    const rollup = new Rollup(this.#offsetAt);
    for (const entry of entries) {
      const { record, attempts: made, isPricePending = false } = entry;
      const last = made.at(-1);
      const answer = last !== undefined && isToldByRequest(last, record) ? last : null;
      pushRequest(requests, record, answer, { isPricePending, skipped: entry.skipped ?? [] });
      for (const attempt of made) {
        if (attempt === answer) continue;
        pushAttempt(attempts, attempt);
        attemptsOf.push({ entry, attempt });
      }
      if (!isPricePending) rollup.add(record, made);
    }
    const parts = [
      { sql: this.#requestSql, width: REQUEST_COLUMNS.length, values: requests },
      { sql: this.#attemptSql, width: ATTEMPT_COLUMNS.length, values: attempts },
      { sql: this.#usageSql, width: USAGE_WIDTH, values: rollup.usage },
      { sql: this.#attemptsHourSql, width: ATTEMPTS_HOUR_WIDTH, values: rollup.attempts },
    ];
    return { parts, attemptsOf, rollup };
  }
}

const USAGE_WIDTH =
  USAGE_KEYS.length +
  USAGE_NAMES.length +
  USAGE_COUNTERS.length +
  FIRST_BYTE_COUNTS.length +
  DURATION_COUNTS.length;
const ATTEMPTS_HOUR_WIDTH = ATTEMPTS_KEYS.length + ATTEMPTS_NAMES.length + ATTEMPTS_COUNTERS.length;

/** The entries without what was rejected: a request goes with its attempts, an attempt alone. */
function without(
  entries: readonly RecordEntry[],
  { attemptsOf }: Batch,
  rejected: readonly RejectedRow[],
): RecordEntry[] {
  const requests = new Set<RecordEntry>();
  const attempts = new Set<AttemptRecord>();
  for (const { part, row } of rejected) {
    const entry = part === REQUESTS ? entries[row] : undefined;
    const attempt = part === REQUESTS ? undefined : attemptsOf[row]?.attempt;
    if (entry !== undefined) requests.add(entry);
    if (attempt !== undefined) attempts.add(attempt);
  }
  return entries
    .filter((entry) => !requests.has(entry))
    .map((entry) => ({
      ...entry,
      attempts: entry.attempts.filter((attempt) => !attempts.has(attempt)),
    }));
}
