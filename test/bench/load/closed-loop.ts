import { createHash } from 'node:crypto';
import net from 'node:net';
import { nowUs } from '../shapes/stamps.ts';
import { Samples } from '../stats.ts';
import { ResponseReader } from '../wire/response-reader.ts';
import { ErrorCounts, errorName } from './errors.ts';

export type LoopPlan = {
  readonly port: number;
  readonly request: Buffer;
  /** Each has one request under way. */
  readonly connections: number;
  /** Ends at whichever of the two limits comes first. */
  readonly requests: number;
  readonly maxSeconds: number;
  /** Further requests, sent first and left out of the latencies. */
  readonly warmup?: number;
  /** SHA-256 that every answer's body must have. */
  readonly answerHash?: string;
  /** Text that every answer must contain. */
  readonly answerText?: string;
};

export type LoopResult = {
  /** Answers of any kind, warm-up included: what CPU time is divided by. */
  readonly answered: number;
  /** Good answers after the warm-up. */
  readonly counted: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: Samples;
  readonly errors: ErrorCounts;
};

/** A connection that fails this often in a row gives up: the target is down. */
const MAX_FAILURES = 50;
const RECONNECT_MS = 20;
/** A target that says nothing for so long hangs. */
const SILENCE_MS = 30_000;

/** Sends one request after another over kept-alive connections, without pipelining. */
export async function closedLoop(plan: LoopPlan): Promise<LoopResult> {
  const loop = new Loop(plan);
  const connections = Array.from({ length: plan.connections }, () => new Connection(loop));
  await Promise.all(connections.map((connection) => connection.finished));
  return loop.result();
}

/** What the connections of one run share. */
class Loop {
  readonly plan: LoopPlan;
  readonly errors = new ErrorCounts();
  readonly #latencyMs = new Samples();
  readonly #stopAtUs: number;
  #left: number;
  #warmupLeft: number;
  #answered = 0;
  #counted = 0;
  #firstUs = 0;
  #lastUs = 0;

  constructor(plan: LoopPlan) {
    this.plan = plan;
    this.#warmupLeft = plan.warmup ?? 0;
    this.#left = plan.requests + this.#warmupLeft;
    this.#stopAtUs = nowUs() + plan.maxSeconds * 1e6;
  }

  get isOver(): boolean {
    return this.#left <= 0 || nowUs() >= this.#stopAtUs;
  }

  issued(): void {
    this.#left -= 1;
  }

  answered(sentUs: number, fault: string | null): void {
    const now = nowUs();
    this.#answered += 1;
    if (fault !== null) this.errors.add(fault);
    if (this.#warmupLeft > 0) {
      this.#warmupLeft -= 1;
      return;
    }
    if (fault !== null) return;
    if (this.#counted === 0) this.#firstUs = sentUs;
    this.#lastUs = now;
    this.#counted += 1;
    this.#latencyMs.add((now - sentUs) / 1000);
  }

  result(): LoopResult {
    const seconds = (this.#lastUs - this.#firstUs) / 1e6;
    return {
      answered: this.#answered,
      counted: this.#counted,
      requestsPerSecond: this.#counted / seconds,
      latencyMs: this.#latencyMs,
      errors: this.errors,
    };
  }
}

/** One kept-alive connection; it reconnects when the target closes it. */
class Connection {
  readonly finished: Promise<void>;
  readonly #loop: Loop;
  readonly #reader: ResponseReader;
  #finish: () => void = ignore;
  #socket: net.Socket | null = null;
  #isBusy = false;
  #failures = 0;
  #sentUs = 0;
  #status = 0;
  #parts: Buffer[] = [];

  constructor(loop: Loop) {
    this.#loop = loop;
    const { answerHash, answerText } = loop.plan;
    const isChecked = answerHash !== undefined || answerText !== undefined;
    this.#reader = new ResponseReader({
      head: (status) => {
        this.#status = status;
      },
      data: (part) => {
        if (isChecked) this.#parts.push(part);
      },
      end: () => {
        this.#ended();
      },
    });
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#open();
  }

  #open(): void {
    if (this.#failures > MAX_FAILURES) this.#loop.errors.add('gave up');
    if (this.#loop.isOver || this.#failures > MAX_FAILURES) {
      this.#finish();
      return;
    }
    const socket = net.connect({ host: '127.0.0.1', port: this.#loop.plan.port, noDelay: true });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#next();
    });
    socket.on('data', (bytes: Buffer) => {
      this.#reader.push(bytes);
    });
    socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('timeout')));
    socket.on('error', (error) => {
      this.#failures += 1;
      this.#loop.errors.add(errorName(error));
    });
    socket.on('close', () => {
      this.#closed();
    });
  }

  #next(): void {
    if (this.#loop.isOver) {
      this.#socket?.destroy();
      return;
    }
    this.#loop.issued();
    this.#isBusy = true;
    this.#parts = [];
    this.#reader.expect();
    this.#sentUs = nowUs();
    this.#socket?.write(this.#loop.plan.request);
  }

  #ended(): void {
    this.#isBusy = false;
    this.#failures = 0;
    this.#loop.answered(this.#sentUs, this.#fault());
    if (this.#reader.isKeptAlive) this.#next();
    else this.#socket?.destroy();
  }

  /** What is wrong with the answer that has just ended. */
  #fault(): string | null {
    if (this.#status !== 200) return `status ${String(this.#status)}`;
    const { answerHash, answerText } = this.#loop.plan;
    const body = Buffer.concat(this.#parts);
    if (answerText !== undefined && !body.includes(answerText)) return 'wrong text';
    if (answerHash === undefined) return null;
    return createHash('sha256').update(body).digest('hex') === answerHash ? null : 'not byte-exact';
  }

  #closed(): void {
    if (this.#isBusy && !this.#reader.closed()) {
      this.#isBusy = false;
      this.#failures += 1;
      this.#loop.errors.add('closed early');
    }
    // A target that closes after an answer has done nothing wrong: no pause, and no failure counted.
    if (this.#loop.isOver) this.#finish();
    else setTimeout(() => this.#open(), this.#failures > 0 ? RECONNECT_MS : 0);
  }
}

function ignore(): void {
  // Replaced before anyone can call it.
}
