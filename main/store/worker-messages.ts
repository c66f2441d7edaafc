import type { Range } from '../contracts/statistics.ts';
import type { ExportForm } from '../core/export/table-lines.ts';
import type { Migration } from './migrations/migration.ts';
import type { HealthQuery, ReportPlan } from './statistics-port.ts';

/** What a column can hold, on the way in and on the way out. */
export type SqlValue = number | bigint | string | Uint8Array | null;

/** Handed to a worker thread when it starts. Its first answer says whether it could open the file. */
export type WorkerStart =
  | {
      readonly role: 'writer';
      readonly file: string;
      readonly journalMode: string;
      readonly migrations: readonly Migration[];
      /** Epoch ms, stored with the migrations that run now. */
      readonly startedAt: number;
    }
  | { readonly role: 'reader' | 'statistics'; readonly file: string }
  /** A database that is made ready to take the place of ours. */
  | { readonly role: 'restored'; readonly file: string }
  /** A database of another program, in memory; `file` only names it. */
  | { readonly role: 'foreign'; readonly file: string; readonly bytes: Uint8Array };

/**
 * Rows for one statement, `width` values each, one row behind the other: a flat list of plain values is the cheapest
 * thing to clone between threads.
 */
export type BatchPart = {
  readonly sql: string;
  readonly width: number;
  readonly values: readonly SqlValue[];
};

export type WorkerRequest =
  | { readonly kind: 'execute'; readonly sql: string; readonly params: readonly SqlValue[] }
  | { readonly kind: 'batch'; readonly parts: readonly BatchPart[] }
  /** Gives unused pages back to the disk. */
  | { readonly kind: 'shrink'; readonly pages: number }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'close' };

/** What the statistics thread is asked. */
export type StatisticsQuestion =
  | { readonly kind: 'report'; readonly plan: ReportPlan }
  | { readonly kind: 'exportFile'; readonly plan: ReportPlan; readonly form: ExportForm }
  | { readonly kind: 'warmUp'; readonly parts: readonly Range[] }
  | {
      readonly kind: 'attempts';
      readonly range: Range;
      readonly channelId: number | undefined;
    }
  | {
      readonly kind: 'errors';
      readonly range: Range;
      readonly limit: number;
      readonly channelId: number | undefined;
    }
  | { readonly kind: 'health'; readonly query: HealthQuery }
  | { readonly kind: 'forget'; readonly hours: readonly number[] }
  | { readonly kind: 'close' };

export type ExecuteResult = {
  readonly rows: readonly unknown[];
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
};

export type RejectedRow = { readonly part: number; readonly row: number };

/** Rows that break a rule of their table. With any of them nothing was written; the caller sends the rest again. */
export type BatchResult = {
  readonly rejected: readonly RejectedRow[];
  /** Of the first one. */
  readonly why: string;
};

/** An error as it crosses threads; classes do not survive structured cloning. */
export type WireError = {
  readonly isStoreError: boolean;
  readonly code: string;
  readonly message: string;
};

/** Requests are answered one by one in their order, so an answer needs no number. */
export type WorkerAnswer =
  | { readonly isOk: true; readonly value: unknown }
  | { readonly isOk: false; readonly error: WireError };
