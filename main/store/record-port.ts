import type { AttemptRecord, RequestRecord, SkippedChannel } from '../contracts/record.ts';

/** Takes records without waiting and writes them in batches. */
export type RecordWriter = {
  /** The answer began to reach the client: the row exists from here on, even if the program dies. */
  open(record: RequestRecord): void;
  /**
   * Once for each request, whose totals are raised by it. Where its cost is being looked up, `priced` is the record with
   * it, and never rejects; until then the row says that the cost is unknown, and no total has it.
   */
  close(
    record: RequestRecord,
    attempts: readonly AttemptRecord[],
    priced?: Promise<RequestRecord> | null,
    skipped?: readonly SkippedChannel[],
  ): void;
  /** Resolves when everything taken so far is in the database, rejects when it could not be written. */
  flush(): Promise<void>;
  /** Writes what is queued and takes nothing more. */
  stop(): Promise<void>;
  /** Rows that were lost because the queue was full or the database refused them. */
  readonly droppedCount: number;
};
