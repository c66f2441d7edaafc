import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { RequestPage } from '../contracts/admin-api.ts';
import { microsOf, requestIdOf } from '../core/request-id.ts';
import { toRequestRecord, type ListedRow } from './record-rows.ts';
import { filterConditions, idBounds, wordCondition } from './request-filter.ts';
import { REQUEST_COLUMNS } from './request-values.ts';
import type { RecordQuery, SearchBounds } from './store.ts';
import type { Tables } from './tables.ts';

/** A list does without how each cost came about. */
const LISTED = REQUEST_COLUMNS.filter((column) => column !== 'cost_lines' && column !== 'skipped');

/** Ids are epoch microseconds. */
const MICROS_A_MS = 1000;

/** A few milliseconds for the longest look, so that whoever waits for the reader gets a turn. */
const SEARCH_BOUNDS: SearchBounds = { rows: 2000, mostRows: 8000, ms: 20 };

/**
 * One page of requests, newest first, by their ids: new rows never move it. Rows are looked through in portions until
 * the page is full, the end is reached, or it has taken long enough; then the cursor stands where the search did.
 */
export async function readPage(
  db: Kysely<Tables>,
  query: RecordQuery,
  bounds: SearchBounds = SEARCH_BOUNDS,
): Promise<RequestPage> {
  const { from, to } = idBounds(query.filter ?? []);
  // A cursor that is none of ours points before everything.
  let before = Math.min(to, query.before === null ? to : (microsOf(query.before) ?? 0));
  let portion = bounds.rows;
  const found: ListedRow[] = [];
  const startedAt = performance.now();
  for (;;) {
    const floor = Math.max(from, await floorBelow(db, before, portion));
    // One more than asked tells whether there is another page.
    const wanted = query.limit + 1 - found.length;
    found.push(...(await matching(db, query, floor, before, wanted)));
    const isFull = found.length > query.limit;
    const isAtEnd = floor <= from;
    if (isFull || isAtEnd)
      return pageOf(found, query.limit, isFull ? found[query.limit - 1]?.id : null);
    before = floor;
    if (performance.now() - startedAt >= bounds.ms) return pageOf(found, query.limit, floor);
    portion = Math.min(portion * 2, bounds.mostRows);
  }
}

/** `cursor`: everything from here on was searched; null: everything was. */
function pageOf(
  rows: readonly ListedRow[],
  limit: number,
  cursor: number | null | undefined,
): RequestPage {
  const records = rows.slice(0, limit).map((row) => toRequestRecord(row));
  if (cursor == null) return { records, nextCursor: null, searchedTo: null };
  const searchedTo = Math.floor(cursor / MICROS_A_MS);
  return { records, nextCursor: requestIdOf(cursor), searchedTo };
}

/** The id at which so many rows below another one end; 0 where there are fewer. */
async function floorBelow(db: Kysely<Tables>, before: number, rows: number): Promise<number> {
  const row = await db
    .selectFrom('requests')
    .select('id')
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(1)
    .offset(rows - 1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

function matching(
  db: Kysely<Tables>,
  query: RecordQuery,
  floor: number,
  before: number,
  limit: number,
): Promise<ListedRow[]> {
  return db
    .selectFrom('requests')
    .select(LISTED)
    .where('id', '>=', floor)
    .where('id', '<', before)
    .where((eb) => eb.and(conditions(eb, query)))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

function conditions(
  eb: ExpressionBuilder<Tables, 'requests'>,
  { channelId, tokenId, outcome, model, search, filter = [] }: RecordQuery,
): Expression<SqlBool>[] {
  const found = filterConditions(filter);
  if (channelId !== undefined) found.push(eb('channel_id', '=', channelId));
  if (tokenId !== undefined) found.push(eb('token_id', '=', tokenId));
  if (outcome !== undefined) found.push(eb('outcome', '=', outcome));
  if (model !== undefined) {
    found.push(eb.or([eb('requested_model', '=', model), eb('upstream_model', '=', model)]));
  }
  if (search !== undefined && search !== '') found.push(wordCondition(eb, search));
  return found;
}
