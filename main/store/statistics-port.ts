import type {
  AttemptStatistics,
  ChannelHealth,
  Dimension,
  ErrorReport,
  Range,
} from '../contracts/statistics.ts';
import type { ExportForm } from '../core/export/table-lines.ts';
import type { ReportForm } from '../core/statistics/assemble.ts';

/** Requests that have these in common; what is left out matters not. */
export type UsageFilter = {
  readonly channel?: number | undefined;
  readonly model?: string | undefined;
  readonly token?: number | undefined;
  readonly protocol?: string | undefined;
  readonly client?: string | undefined;
};

export type UsageQuery = {
  /** Summed up one by one, ascending. They begin and end with local hours. */
  readonly parts: readonly Range[];
  /** Each hour of a part apart. */
  readonly isHourly: boolean;
  readonly groupBy: readonly Dimension[];
  readonly filter: UsageFilter;
};

/** Cells of equal length from the beginning of the range to its end. */
export type HealthQuery = Range & {
  readonly cellMs: number;
  /** By records, which are finer than an hour but not kept for ever; or by the hourly totals. */
  readonly source: 'records' | 'totals';
};

/** Sums of what was recorded, read in a thread of their own. */
export type StatisticsRepository = {
  /** `Statistics` as JSON in UTF-8: a month by hours is megabytes, which the main thread only passes on. */
  report(plan: ReportPlan): Promise<Uint8Array<ArrayBuffer>>;
  /** The same as a table, in UTF-8. */
  exportFile(plan: ReportPlan, form: ExportForm): Promise<Uint8Array<ArrayBuffer>>;
  /** Prepares parts of time, so that whoever asks for them soon does not wait. */
  warmUp(parts: readonly Range[]): Promise<void>;
  attempts(range: Range, channelId?: number): Promise<readonly AttemptStatistics[]>;
  /** The most frequent ones. */
  errors(range: Range, limit: number, channelId?: number): Promise<ErrorReport>;
  health(query: HealthQuery): Promise<readonly ChannelHealth[]>;
};

/** What a report is made of, and how it is shown. */
export type ReportPlan = {
  readonly form: ReportForm;
  readonly usage: UsageQuery;
  /** What it is compared with. */
  readonly previous: UsageQuery | null;
};
