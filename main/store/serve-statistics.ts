import { Kysely } from 'kysely';
import type { MessagePort } from 'node:worker_threads';
import { assemble, type UsagePart } from '../core/statistics/assemble.ts';
import { exportText } from '../core/export/statistics-text.ts';
import type { Statistics } from '../contracts/statistics.ts';
import { Connection } from './connection.ts';
import { PartCache } from './part-cache.ts';
import { SqlStatistics } from './sql-statistics.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { ReportPlan } from './statistics-port.ts';
import type { Tables } from './tables.ts';
import { UsageParts } from './usage-parts.ts';
import { toWireError } from './wire-error.ts';
import type { StatisticsQuestion, WorkerAnswer, WorkerStart } from './worker-messages.ts';

/**
 * What the statistics thread does: it reads, adds up and writes the answer out, so that the main thread only passes it
 * on. One question after the other, in their order.
 */
export function serve(port: MessagePort, start: WorkerStart): void {
  let asking: Asking;
  try {
    asking = new Asking(Connection.open(start));
  } catch (error) {
    port.postMessage({ isOk: false, error: toWireError(error, start.file, true) });
    return;
  }
  port.postMessage({ isOk: true, value: null });

  let last = Promise.resolve();
  port.on('message', (question: StatisticsQuestion) => {
    last = last.then(async () => {
      const answer = await asking.answer(question).then(
        (value): WorkerAnswer => ({ isOk: true, value }),
        (error: unknown): WorkerAnswer => {
          return { isOk: false, error: toWireError(error, start.file, false) };
        },
      );
      const isFile = answer.isOk && answer.value instanceof Uint8Array;
      port.postMessage(answer, isFile ? [(answer.value as Uint8Array<ArrayBuffer>).buffer] : []);
      // A port with a listener keeps its thread alive.
      if (question.kind === 'close') port.close();
    });
  });
}

class Asking {
  readonly #connection: Connection;
  readonly #sums = new PartCache<UsagePart>();
  readonly #parts: UsageParts;
  readonly #statistics: SqlStatistics;

  constructor(connection: Connection) {
    this.#connection = connection;
    const db = new Kysely<Tables>({
      dialect: sqliteDialect(async () => ({
        execute: async (sql, params) => connection.execute(sql, params),
        control: async (kind) => {
          connection[kind]();
        },
        close: async () => {
          connection.close();
        },
      })),
    });
    this.#parts = new UsageParts(db);
    this.#statistics = new SqlStatistics(db, this.#sums, this.#parts);
  }

  async answer(question: StatisticsQuestion): Promise<unknown> {
    switch (question.kind) {
      case 'report':
        return new TextEncoder().encode(JSON.stringify(await this.#report(question.plan)));
      case 'exportFile': {
        const text = exportText(await this.#report(question.plan), question.form);
        return new TextEncoder().encode(text);
      }
      case 'warmUp':
        return this.#statistics.warmUp(question.parts);
      case 'attempts':
        return this.#statistics.attempts(question.range, question.channelId);
      case 'errors':
        return this.#statistics.errors(question.range, question.limit, question.channelId);
      case 'health':
        return this.#statistics.health(question.query);
      case 'forget':
        this.#sums.forget(question.hours);
        this.#parts.forget(question.hours);
        return null;
      case 'close':
        this.#connection.close();
        return null;
    }
  }

  async #report({ form, usage, previous }: ReportPlan): Promise<Statistics> {
    const parts = await this.#statistics.usage(usage);
    return assemble(form, parts, previous === null ? null : await this.#statistics.usage(previous));
  }
}
