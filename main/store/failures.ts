import { sql, type Kysely, type SqlBool } from 'kysely';
import { ATTEMPT_OUTCOMES, REQUEST_OUTCOMES } from '../contracts/constants.ts';
import type { Range } from '../contracts/statistics.ts';
import { microsOf, requestIdOf } from '../core/request-id.ts';
import type { Failure } from '../core/statistics/errors.ts';
import type { Tables } from './tables.ts';
import { readWord } from './values.ts';

/** Rows of one query. */
const ROWS_AT_ONCE = 1000;

/** Of requests and of attempts each; more would not change what is most frequent. */
const MAX_ROWS = 5000;

/** Ids are epoch microseconds. */
const MICROS_A_MS = 1000;

/** Word for word the condition of the index `requests_failed`, so that it is used. */
export const HAS_FAILED = sql<SqlBool>`(outcome <> 'answered' or status >= 400)`;

/** Outcomes of requests that say by themselves what failed; of `upstreamFailed` its attempts do. */
const TELLING = ['answered', 'broken', 'noCandidate', 'rejected', 'interrupted'];

/** Nobody's failure. */
const ENDED_BY_PEOPLE = ['clientLeft', 'cancelled', 'rerouted'];

type Failures = {
  /** Newest first. */
  readonly failures: readonly Failure[];
  /** What failed before this moment was not read; null: everything was. */
  readonly searchedTo: number | null;
};

type Read = (from: number, before: number) => Promise<Failure[]>;

/** The latest failures of a range, each once: an attempt's own, or its request's where that tells of it. */
export async function readFailures(
  db: Kysely<Tables>,
  { from, to }: Range,
  channelId: number | undefined,
): Promise<Failures> {
  const ids = { from: from * MICROS_A_MS, to: to * MICROS_A_MS };
  const lists = [
    await newest(ids, (first, before) => failedRequests(db, first, before, channelId)),
    await newest(ids, (first, before) => failedAttempts(db, first, before, channelId)),
  ];
  const cut = lists.filter(({ length }) => length >= MAX_ROWS).map((list) => list.at(-1)?.at ?? to);
  const searchedTo = cut.length === 0 ? null : Math.max(...cut);
  const failures = lists
    .flat()
    .filter(({ at }) => searchedTo === null || at >= searchedTo)
    .sort((a, b) => b.at - a.at);
  return { failures, searchedTo };
}

async function newest({ from, to }: Range, read: Read): Promise<Failure[]> {
  const found: Failure[] = [];
  let before = to;
  while (found.length < MAX_ROWS) {
    const rows = await read(from, before);
    const last = rows.at(-1)?.requestId;
    if (rows.length < ROWS_AT_ONCE || last === undefined) return [...found, ...rows];
    // What else there is of the last request stands beyond the limit: it is read again, whole.
    found.push(...rows.filter(({ requestId }) => requestId !== last));
    before = (microsOf(last) ?? from) + 1;
  }
  return found;
}

async function failedRequests(
  db: Kysely<Tables>,
  from: number,
  before: number,
  channelId: number | undefined,
): Promise<Failure[]> {
  let query = db
    .selectFrom('requests')
    .select(['id', 'channel_id', 'channel_name', 'outcome', 'answer_outcome', 'status', 'detail'])
    .where('id', '>=', from)
    .where('id', '<', before)
    .where(HAS_FAILED)
    .where('outcome', 'in', TELLING)
    .orderBy('id', 'desc')
    .limit(ROWS_AT_ONCE);
  if (channelId !== undefined) query = query.where('channel_id', '=', channelId as never);
  return (await query.execute()).map((row) => ({
    channelId: row.channel_id ?? 0,
    channelName: row.channel_name,
    outcome: readWord(REQUEST_OUTCOMES, row.outcome ?? '', 'requests.outcome'),
    status: row.status,
    detail: row.detail,
    requestId: requestIdOf(row.id),
    at: row.id / MICROS_A_MS,
  }));
}

async function failedAttempts(
  db: Kysely<Tables>,
  from: number,
  before: number,
  channelId: number | undefined,
): Promise<Failure[]> {
  let query = db
    .selectFrom('attempts')
    .select(['request_id', 'channel_id', 'channel_name', 'outcome', 'status', 'detail'])
    .where('request_id', '>=', from)
    .where('request_id', '<', before)
    .where('outcome', 'not in', ENDED_BY_PEOPLE)
    .where((eb) => eb.or([eb('outcome', '<>', 'answered'), eb('status', '>=', 400)]))
    .orderBy('request_id', 'desc')
    .orderBy('number', 'desc')
    .limit(ROWS_AT_ONCE);
  if (channelId !== undefined) query = query.where('channel_id', '=', channelId as never);
  return (await query.execute()).map((row) => ({
    channelId: row.channel_id,
    channelName: row.channel_name,
    outcome: readWord(ATTEMPT_OUTCOMES, row.outcome, 'attempts.outcome'),
    status: row.status,
    detail: row.detail,
    requestId: requestIdOf(row.request_id),
    at: row.request_id / MICROS_A_MS,
  }));
}
