import { Worker } from 'node:worker_threads';
import type { KnownPrice } from '../contracts/price.ts';
import type { CountAnswer, CountQuestion } from '../core/count/count-answer.ts';
import type { PriceQuestion } from './prices/catalogue.ts';
import type { MeteringQuestion, WorkerAnswer, WorkerRequest } from './worker-messages.ts';
import { workerUrl } from './worker-url.ts';

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

/** A running thread, and those who wait for its answers, in the order of their questions. */
type Running = {
  readonly worker: Worker;
  readonly waiting: Waiting[];
  readonly exited: Promise<void>;
};

export type MeteringThreadOptions = {
  /** Shows in debuggers and in errors. */
  readonly name: string;
  /** Ends the thread after such a silence: its tables take tens of megabytes. */
  readonly idleMs: number;
  /** Runs something later; what is returned cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly url?: URL;
};

/**
 * The main thread's end of a metering thread. It starts with the first question. After one that died – what
 * was asked of it is rejected – or that was silent for long, the next question starts another.
 */
export class MeteringThread {
  readonly #options: MeteringThreadOptions;
  #running: Running | null = null;
  #isClosed = false;
  /** The last thread that was told to end. */
  #ended: Promise<unknown> = Promise.resolve();
  #stayAwake = noTimer;

  constructor(options: MeteringThreadOptions) {
    this.#options = options;
  }

  /** Takes the body's memory away: it can be read here no more. */
  count({ protocol, body }: CountQuestion): Promise<CountAnswer> {
    const owned = ownMemory(body);
    const question = { kind: 'count', protocol, body: owned } as const;
    return this.#ask(question, [owned.buffer]) as Promise<CountAnswer>;
  }

  lookUpPrice(question: PriceQuestion): Promise<KnownPrice> {
    return this.#ask({ kind: 'price', ...question }, []) as Promise<KnownPrice>;
  }

  /** Resolves when everything that was asked is answered and the thread has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#ended;
  }

  #end(): void {
    this.#stayAwake();
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    running.worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    this.#ended = Promise.all([this.#ended, running.exited]);
  }

  #ask(question: MeteringQuestion, transfer: ArrayBuffer[]): Promise<unknown> {
    const { name } = this.#options;
    if (this.#isClosed) return Promise.reject(new Error(`The ${name} thread is closed.`));
    this.#stayAwake();
    this.#running ??= this.#start();
    const { worker, waiting } = this.#running;
    worker.postMessage(question, transfer);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  #start(): Running {
    const { name, idleMs, after, url = workerUrl() } = this.#options;
    const worker = new Worker(url, { name });
    const waiting: Waiting[] = [];
    worker.on('message', (answer: WorkerAnswer) => {
      const asked = waiting.shift();
      if (answer.isOk) asked?.resolve(answer.value);
      else asked?.reject(new Error(answer.message));
      if (waiting.length > 0 || this.#running?.worker !== worker) return;
      this.#stayAwake();
      this.#stayAwake = after(idleMs, () => {
        this.#end();
      });
    });
    const exited = new Promise<void>((resolve) => {
      const end = (cause: unknown): void => {
        if (this.#running?.worker === worker) this.#running = null;
        const error = new Error(`The ${name} thread ended.`, { cause });
        for (const asked of waiting.splice(0)) asked.reject(error);
        resolve();
      };
      worker.on('error', end);
      worker.on('exit', (code) => {
        end(`exit code ${String(code)}`);
      });
    });
    return { worker, waiting, exited };
  }
}

function noTimer(): void {
  // Nothing to cancel yet.
}

/** The same bytes in memory that holds nothing else: only that can change hands. Node shares one piece among small buffers. */
function ownMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isAlone ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
