import type {
  AttemptStatistics,
  ChannelHealth,
  ErrorReport,
  Range,
} from '../contracts/statistics.ts';
import type { ExportForm } from '../core/export/table-lines.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { HealthQuery, ReportPlan, StatisticsRepository } from './statistics-port.ts';
import type { StatisticsQuestion } from './worker-messages.ts';

/**
 * Statistics from a thread of their own, which starts with the first question: adding a month up by the hour takes
 * longer than any stream should wait.
 */
export class ThreadStatistics implements StatisticsRepository {
  readonly #start: () => Promise<SqliteThread>;
  #thread: Promise<SqliteThread> | null = null;

  constructor(start: () => Promise<SqliteThread>) {
    this.#start = start;
  }

  report(plan: ReportPlan): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: 'report', plan });
  }

  exportFile(plan: ReportPlan, form: ExportForm): Promise<Uint8Array<ArrayBuffer>> {
    return this.#ask({ kind: 'exportFile', plan, form });
  }

  warmUp(parts: readonly Range[]): Promise<void> {
    return this.#ask({ kind: 'warmUp', parts });
  }

  attempts(range: Range, channelId?: number): Promise<readonly AttemptStatistics[]> {
    return this.#ask({ kind: 'attempts', range, channelId });
  }

  errors(range: Range, limit: number, channelId?: number): Promise<ErrorReport> {
    return this.#ask({ kind: 'errors', range, limit, channelId });
  }

  health(query: HealthQuery): Promise<readonly ChannelHealth[]> {
    return this.#ask({ kind: 'health', query });
  }

  /** Something was written into these hours. Called when it can be read; whoever asks afterwards finds it. */
  forget(hours: readonly number[]): void {
    if (this.#thread === null) return;
    // A thread that is gone has nothing to forget, and whoever asks it is told.
    this.#ask({ kind: 'forget', hours }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await (await this.#thread)?.close();
  }

  async #ask<T>(question: StatisticsQuestion): Promise<T> {
    this.#thread ??= this.#start();
    const thread = await this.#thread;
    return (await thread.ask(question)) as T;
  }
}
