import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import type { RequestDetail, RequestPage } from '../contracts/admin-api.ts';
import type { RequestRecord } from '../contracts/record.ts';
import { microsOf } from '../core/request-id.ts';
import { answerOf, toAttemptRecord, toRequestRecord } from './record-rows.ts';
import type { RecordSink } from './record-sink.ts';
import { REQUEST_COLUMNS } from './request-values.ts';
import type { RecordQuery, RecordRepository } from './store.ts';
import type { Tables } from './tables.ts';

/** Columns a search looks into: what a person sees of a record and might remember. */
const SEARCHED = [
  'path',
  'requested_model',
  'upstream_model',
  'channel_name',
  'token_name',
  'client_family',
  'conversation',
  'key_mask',
  'detail',
] as const;

/** A list does without how each cost came about. */
const LISTED = REQUEST_COLUMNS.filter((column) => column !== 'cost_lines');

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

  async page(query: RecordQuery): Promise<RequestPage> {
    const rows = await this.#reading
      .selectFrom('requests')
      .select(LISTED)
      .where((eb) => eb.and(conditions(eb, query)))
      .orderBy('id', 'desc')
      // One more than asked tells whether there is another page.
      .limit(query.limit + 1)
      .execute();
    const records = rows.slice(0, query.limit).map((row) => toRequestRecord(row));
    const last = records.at(-1);
    return {
      records,
      nextCursor: rows.length > query.limit && last !== undefined ? last.id : null,
    };
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

function conditions(
  eb: ExpressionBuilder<Tables, 'requests'>,
  query: RecordQuery,
): Expression<SqlBool>[] {
  const { before, channelId, tokenId, outcome, model, search } = query;
  const found: Expression<SqlBool>[] = [];
  // A cursor that is none of ours points before everything.
  if (before !== null) found.push(eb('id', '<', microsOf(before) ?? 0));
  if (channelId !== undefined) found.push(eb('channel_id', '=', channelId));
  if (tokenId !== undefined) found.push(eb('token_id', '=', tokenId));
  if (outcome !== undefined) found.push(eb('outcome', '=', outcome));
  if (model !== undefined) {
    found.push(eb.or([eb('requested_model', '=', model), eb('upstream_model', '=', model)]));
  }
  if (search !== undefined && search !== '') {
    // Not a backslash: databases disagree whether it must be doubled in a literal.
    const pattern = `%${search.replace(/[~%_]/g, '~$&')}%`;
    const hits = SEARCHED.map(
      (column) => sql<SqlBool>`${eb.ref(column)} like ${pattern} escape '~'`,
    );
    const key = microsOf(search);
    found.push(eb.or(key === null ? hits : [...hits, eb('id', '=', key)]));
  }
  return found;
}
