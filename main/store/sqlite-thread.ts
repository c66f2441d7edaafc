import { Worker } from 'node:worker_threads';
import type {
  BatchPart,
  BatchResult,
  ExecuteResult,
  SqlValue,
  StatisticsQuestion,
  WorkerAnswer,
  WorkerRequest,
  WorkerStart,
} from './worker-messages.ts';
import { fromWireError } from './wire-error.ts';

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/** The main thread's end of a database thread: posts requests and matches answers, which come in order. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #exited: Promise<void>;
  #isEnding = false;
  #death: Error | null = null;

  private constructor(url: URL, start: WorkerStart, onDeath: (error: Error) => void) {
    this.#worker = new Worker(url, { workerData: start, name: `sqlite-${start.role}` });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
    this.#exited = new Promise((resolve) => {
      const die = (error: Error): void => {
        resolve();
        const isNews = !this.#isEnding && this.#death === null;
        if (isNews) this.#death = error;
        // A thread that was told to end has answered everything; one that failed in doing so has not.
        for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
        if (isNews) onDeath(error);
      };
      this.#worker.on('error', (cause) => {
        die(new Error(`The database thread (${start.role}) failed.`, { cause }));
      });
      this.#worker.on('exit', (code) => {
        die(new Error(`The database thread (${start.role}) ended by itself with code ${code}.`));
      });
    });
  }

  /** Resolves when the thread has the file open. `onDeath` is called when the thread ends unasked after that. */
  static async start(
    url: URL,
    start: WorkerStart,
    onDeath: (error: Error) => void,
  ): Promise<SqliteThread> {
    let isOpen = false;
    const thread = new SqliteThread(url, start, (error) => {
      // Before that the caller hears of it by the rejection below.
      if (isOpen) onDeath(error);
    });
    try {
      await thread.#answer();
    } catch (error) {
      thread.#isEnding = true;
      await thread.#exited;
      throw error;
    }
    isOpen = true;
    return thread;
  }

  execute(sql: string, params: readonly SqlValue[]): Promise<ExecuteResult> {
    return this.#post({ kind: 'execute', sql, params }) as Promise<ExecuteResult>;
  }

  batch(parts: readonly BatchPart[]): Promise<BatchResult> {
    return this.#post({ kind: 'batch', parts }) as Promise<BatchResult>;
  }

  /** Whether there are more pages that could be given back. */
  shrink(pages: number): Promise<boolean> {
    return this.#post({ kind: 'shrink', pages }) as Promise<boolean>;
  }

  async control(kind: 'begin' | 'commit' | 'rollback'): Promise<void> {
    await this.#post({ kind });
  }

  ask(question: StatisticsQuestion): Promise<unknown> {
    return this.#post(question);
  }

  /** Resolves when the file is closed and the thread has ended. */
  async close(): Promise<void> {
    if (this.#death !== null) return;
    if (!this.#isEnding) {
      const closed = this.#post({ kind: 'close' });
      this.#isEnding = true;
      await closed;
    }
    await this.#exited;
  }

  #post(request: WorkerRequest | StatisticsQuestion): Promise<unknown> {
    if (this.#death !== null) return Promise.reject(this.#death);
    if (this.#isEnding) return Promise.reject(new Error('The database is closed.'));
    this.#worker.postMessage(request);
    return this.#answer();
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      // What a dying thread still sends comes too late: its callers have been told.
      if (this.#death !== null || this.#isEnding) return;
      throw new Error('The database thread answered without a question.');
    }
    if (answer.isOk) waiting.resolve(answer.value);
    else waiting.reject(fromWireError(answer.error));
  }
}
