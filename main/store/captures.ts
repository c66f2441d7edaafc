import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import type { CapturePart, CaptureStats, CaptureView } from '../contracts/capture.ts';
import { CAPTURE_PARTS } from '../contracts/constants.ts';
import { microsOf } from '../core/request-id.ts';
import type { CaptureRepository, StoredCapture } from './store.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { CaptureRow, Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { readObject } from './values.ts';
import type { SqlValue } from './worker-messages.ts';

/** Both work off the main thread. Level 3 takes a seventh of what gzip does, and packs better. */
const compress = promisify(zlib.zstdCompress);
const decompress = promisify(zlib.zstdDecompress);

/** Requests deleted in one transaction. A hundred of megabytes each take as long as the writer may be kept busy. */
const PORTION = 20;

/** Captures and records are written side by side; a capture that is this old waits for no record any more. */
const RECORD_GRACE_MS = 60_000;

const COLUMNS = {
  request: 'request_body',
  sent: 'sent_body',
  answer: 'answer_body',
  returned: 'returned_body',
} as const satisfies Record<CapturePart, keyof CaptureRow>;

export class SqlCaptures implements CaptureRepository {
  readonly #reading: Kysely<Tables>;
  readonly #writing: Kysely<Tables>;
  readonly #thread: SqliteThread;
  readonly #now: () => number;
  #queue: CaptureRow[] = [];
  /** The batch that takes what is queued. */
  #nextBatch: Promise<void> | null = null;
  #lastBatch: Promise<void> = Promise.resolve();

  /** `reading` has a thread of its own; `thread` is that of `writing`. */
  constructor(
    reading: Kysely<Tables>,
    writing: Kysely<Tables>,
    thread: SqliteThread,
    now: () => number,
  ) {
    this.#reading = reading;
    this.#writing = writing;
    this.#thread = thread;
    this.#now = now;
  }

  async save(attempts: readonly StoredCapture[]): Promise<void> {
    const rows: CaptureRow[] = [];
    // One after the other: the threads that compress have others to serve.
    for (const attempt of attempts) rows.push(await this.#rowOf(attempt));
    if (rows.length === 0) return;
    this.#queue.push(...rows);
    // What comes while a batch is written goes together into the next one.
    this.#nextBatch ??= this.#lastBatch.then(() => this.#write());
    return this.#nextBatch;
  }

  async views(requestId: string): Promise<CaptureView[]> {
    const rows = await this.#reading
      .selectFrom('captures')
      .select('view')
      .where('request_id', '=', microsOf(requestId) ?? 0)
      .orderBy('number')
      .execute();
    return rows.map(({ view }) => readObject(view, 'captures.view') as CaptureView);
  }

  async body(requestId: string, number: number, part: CapturePart): Promise<Uint8Array | null> {
    const column = COLUMNS[part];
    const row = await this.#reading
      .selectFrom('captures')
      .select(column)
      .where('request_id', '=', microsOf(requestId) ?? 0)
      // The client's body is that of every attempt, and stands with the first.
      .$if(part === 'request', (query) => query.where(column, 'is not', null))
      .$if(part !== 'request', (query) => query.where('number', '=', number))
      .executeTakeFirst();
    const stored = row?.[column] ?? null;
    return stored === null ? null : decompress(stored);
  }

  async remove(requestId: string): Promise<number> {
    const { numDeletedRows } = await this.#writing
      .deleteFrom('captures')
      .where('request_id', '=', microsOf(requestId) ?? 0)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  async removeAll(): Promise<number> {
    return this.#removeThrough(Number.MAX_SAFE_INTEGER);
  }

  async prune(storedBefore: number, maxTotalBytes: number): Promise<number> {
    // Asked of the writer: the reader's thread is not to be started for those who never capture anything.
    const any = await this.#writing.selectFrom('captures').select('number').limit(1).execute();
    if (any.length === 0) return 0;
    const old = await this.#removeThrough(Number.MAX_SAFE_INTEGER, storedBefore);
    // Records are pruned oldest first: an id below all of them has none any more.
    const { oldest } = await this.#reading
      .selectFrom('requests')
      .select((eb) => eb.fn.min('id').as('oldest'))
      .executeTakeFirstOrThrow();
    const withoutRecord = (oldest ?? 0) - 1;
    const orphans = await this.#removeThrough(withoutRecord, this.#now() - RECORD_GRACE_MS);
    const newestToGo = await this.#newestBeyond(maxTotalBytes);
    return old + orphans + (newestToGo === null ? 0 : await this.#removeThrough(newestToGo));
  }

  async stats(): Promise<CaptureStats> {
    const row = await this.#reading
      .selectFrom('captures')
      .select((eb) => [
        eb.fn.countAll<number>().as('attempts'),
        eb.fn.count<number>('request_id').distinct().as('requests'),
        eb.fn.coalesce(eb.fn.sum<number>('bytes'), sql.lit(0)).as('bytes'),
      ])
      .executeTakeFirstOrThrow();
    return { requests: row.requests, attempts: row.attempts, bytes: row.bytes };
  }

  #write(): Promise<void> {
    const rows = this.#queue;
    this.#queue = [];
    this.#nextBatch = null;
    const written = this.#writeRows(rows);
    this.#lastBatch = written.catch(() => undefined);
    return written;
  }

  /** As records are: one message, one transaction, and no waiting for the disk. */
  async #writeRows(rows: readonly CaptureRow[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const query = upsertQuery(this.#writing, 'captures', ['request_id', 'number'], [first]);
    const width = Object.keys(first).length;
    const values = rows.flatMap((row) => Object.values<SqlValue>(row));
    const part = { sql: query.compile().sql, width, values };
    const { rejected, why } = await this.#writing
      .connection()
      .execute(() => this.#thread.batch([part]));
    if (rejected.length > 0) throw new Error(`captures were refused: ${why}`);
  }

  /** Deletes up to and with this id, in portions, so that records are written in between. */
  async #removeThrough(requestId: number, storedBefore?: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const rows = await this.#reading
        .selectFrom('captures')
        .select('request_id')
        .distinct()
        .where('request_id', '<=', requestId)
        .$if(storedBefore !== undefined, (query) =>
          query.where('stored_at', '<', storedBefore ?? 0),
        )
        .orderBy('request_id')
        .limit(PORTION)
        .execute();
      const last = rows.at(-1);
      if (last === undefined) return removed;
      const { numDeletedRows } = await this.#writing
        .deleteFrom('captures')
        .where(
          'request_id',
          'in',
          rows.map(({ request_id: id }) => id),
        )
        .executeTakeFirst();
      removed += Number(numDeletedRows);
    }
  }

  /** Where the newest captures that together have room end; null when all have. */
  async #newestBeyond(maxTotalBytes: number): Promise<number | null> {
    const { rows } = await sql<{ id: number }>`
      select id from (
        select request_id as id, sum(sum(bytes)) over (order by request_id desc) as total
        from captures group by request_id
      ) as sums where total > ${maxTotalBytes} order by id desc limit 1`.execute(this.#reading);
    return rows[0]?.id ?? null;
  }

  async #rowOf({ view, bodies }: StoredCapture): Promise<CaptureRow> {
    const requestId = microsOf(view.requestId);
    if (requestId === null) throw new RangeError(`"${view.requestId}" is no id of a request.`);
    const text = JSON.stringify(view);
    const packed: Partial<Record<CapturePart, Uint8Array>> = {};
    let bytes = text.length;
    for (const part of CAPTURE_PARTS) {
      const body = bodies[part];
      if (body === undefined) continue;
      // An array of its own: a view into Node's pool would be cloned to the worker with the whole pool.
      const own = Uint8Array.from(await compress(body));
      packed[part] = own;
      bytes += own.length;
    }
    return {
      request_id: requestId,
      number: view.number,
      stored_at: this.#now(),
      bytes,
      view: text,
      request_body: packed.request ?? null,
      sent_body: packed.sent ?? null,
      answer_body: packed.answer ?? null,
      returned_body: packed.returned ?? null,
    };
  }
}
