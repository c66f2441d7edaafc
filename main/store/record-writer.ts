import type { AttemptRecord, RequestRecord, SkippedChannel } from '../contracts/record.ts';
import type { RecordEntry, RecordSink } from './record-sink.ts';
import type { RecordWriter } from './record-port.ts';

/**
 * Longest wait of a record in memory. Half of a second is promised for a program that is killed; the
 * rest is left for a busy machine and a slow disk.
 */
const FLUSH_MS = 200;

/** Wait after a batch that could not be written: the disk is full, or another program has the file locked. */
const RETRY_MS = 2000;

/** Requests of one batch. One message and one transaction of that size take a few milliseconds. */
const BATCH_REQUESTS = 1000;

/** Rows kept in memory while they cannot be written, about 100 MB. Further ones are lost, and counted. */
const QUEUE_ROWS = 50_000;

const NO_ATTEMPTS: readonly AttemptRecord[] = [];

export type RecordWriterOptions = {
  /** Writes the rows of these requests in one transaction. */
  readonly sink: Pick<RecordSink, 'write'>;
  readonly onTrouble: (error: Error) => void;
  readonly queueRows?: number;
};

/**
 * Collects records and writes them in batches. `open` and `close` only put a value into a map; rows are
 * made when a batch is written. A request that was opened and closed in the meantime is written once.
 */
export class BatchingRecordWriter implements RecordWriter {
  readonly #options: RecordWriterOptions;
  readonly #queueRows: number;
  /** By request id, so that closing replaces what opening left. */
  readonly #queue = new Map<string, RecordEntry>();
  #queuedRows = 0;
  /** Those whose cost is being looked up. */
  readonly #unpriced = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #draining: Promise<void> | null = null;
  #isFailing = false;
  #isStopped = false;
  #droppedCount = 0;

  constructor(options: RecordWriterOptions) {
    this.#options = options;
    this.#queueRows = options.queueRows ?? QUEUE_ROWS;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  open(record: RequestRecord): void {
    this.#put({ record, attempts: NO_ATTEMPTS });
  }

  close(
    record: RequestRecord,
    attempts: readonly AttemptRecord[],
    priced: Promise<RequestRecord> | null = null,
    skipped: readonly SkippedChannel[] = [],
  ): void {
    if (priced === null) {
      this.#put(entryOf(record, attempts, skipped));
      return;
    }
    this.#put({ record, attempts, skipped, isPricePending: true });
    const waiting = priced.then((settled) => {
      this.#unpriced.delete(waiting);
      this.#put(entryOf(settled, attempts, skipped));
    });
    this.#unpriced.add(waiting);
  }

  async flush(): Promise<void> {
    // More than once: what is being written now may have been taken before the last record came.
    while (this.#draining !== null || this.#queue.size > 0 || this.#unpriced.size > 0) {
      // What is ready is not kept waiting by what is still being priced.
      if (this.#draining === null && this.#queue.size === 0) {
        await Promise.race(this.#unpriced);
        continue;
      }
      await this.#drainOnce();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#unpriced);
    this.#isStopped = true;
    this.#cancelTimer();
    try {
      await this.flush();
    } catch {
      // Why was reported when it happened; what is left is counted like everything that is lost.
      this.#drop(this.#queuedRows, 'the database could not be written before the program ended');
      this.#queue.clear();
      this.#queuedRows = 0;
    }
  }

  #put(entry: RecordEntry): void {
    const { id } = entry.record;
    const before = this.#queue.get(id);
    const isFull = before === undefined && this.#queuedRows >= this.#queueRows;
    if (isFull || this.#isStopped) {
      this.#drop(rowsOf(entry), isFull ? 'too many are waiting' : 'the program is ending');
      return;
    }
    this.#queue.set(id, entry);
    this.#queuedRows += rowsOf(entry) - (before === undefined ? 0 : rowsOf(before));
    this.#timer ??= this.#flushIn(FLUSH_MS);
  }

  /** Joins the writing that is under way, if any. */
  #drainOnce(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null;
    });
    return this.#draining;
  }

  /**
   * Writes what waits now. What comes meanwhile waits for its own timer: otherwise a busy program would write batches
   * of a few rows without a pause, and most requests twice, as running and as ended.
   */
  async #drain(): Promise<void> {
    this.#cancelTimer();
    let left = this.#queue.size;
    while (left > 0) {
      const batch = this.#take(Math.min(left, BATCH_REQUESTS));
      left -= batch.length;
      try {
        const result = await this.#options.sink.write(batch);
        this.#isFailing = false;
        this.#drop(result.rejectedCount, result.firstRejection);
      } catch (error) {
        this.#putBack(batch);
        this.#failed(error);
        throw error;
      }
    }
  }

  #take(count: number): RecordEntry[] {
    const batch: RecordEntry[] = [];
    for (const [id, entry] of this.#queue) {
      if (batch.length === count) break;
      this.#queue.delete(id);
      this.#queuedRows -= rowsOf(entry);
      batch.push(entry);
    }
    return batch;
  }

  /** Entries that came meanwhile are newer and stay. */
  #putBack(batch: readonly RecordEntry[]): void {
    for (const entry of batch) {
      if (this.#queue.has(entry.record.id)) continue;
      this.#queue.set(entry.record.id, entry);
      this.#queuedRows += rowsOf(entry);
    }
  }

  #failed(error: unknown): void {
    // Once, not with every try: the fault lasts, and the log has to hold other things too.
    if (!this.#isFailing) {
      this.#options.onTrouble(
        new Error('Records cannot be written; they are kept in memory for now.', { cause: error }),
      );
    }
    this.#isFailing = true;
    this.#cancelTimer();
    if (!this.#isStopped) this.#timer = this.#flushIn(RETRY_MS);
  }

  #drop(rows: number, reason: string): void {
    if (rows === 0) return;
    const before = this.#droppedCount;
    this.#droppedCount += rows;
    // Said of the first and then once in a thousand, so that a flood of them is seen and readable.
    if (before > 0 && thousands(before) === thousands(this.#droppedCount)) return;
    this.#options.onTrouble(
      new Error(`Records are lost: ${reason} (${this.#droppedCount} rows so far).`),
    );
  }

  #flushIn(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timer = null;
      // A failure was reported and the next try is planned by the time this rejects.
      this.#writeDue().catch(() => undefined);
    }, ms);
    // Whoever ends the program stops this writer first; the timer alone must not keep it running.
    return timer.unref();
  }

  /** What the timer waited for; a batch that is being written was taken before it came. */
  async #writeDue(): Promise<void> {
    if (this.#draining !== null) await this.#draining;
    await this.#drainOnce();
  }

  #cancelTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function rowsOf(entry: RecordEntry): number {
  return 1 + entry.attempts.length;
}

function thousands(count: number): number {
  return Math.floor(count / 1000);
}

function entryOf(
  record: RequestRecord,
  attempts: readonly AttemptRecord[],
  skipped: readonly SkippedChannel[],
): RecordEntry {
  return skipped.length === 0 ? { record, attempts } : { record, attempts, skipped };
}
