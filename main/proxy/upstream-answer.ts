import type { Dispatcher } from 'undici';
import type { Clock } from './clock.ts';

/** Bytes held while nobody takes the body yet; beyond it the upstream is told to wait. */
const MAX_HELD_BYTES = 256 * 1024;

const NOTHING = Buffer.alloc(0);

/** How soon to look again at an attempt that is over its time only because the client is slow. */
const PAUSED_RECHECK_MS = 250;

/** The durations of one attempt, 0 = off. */
export type AttemptTimeouts = {
  readonly isStreaming: boolean;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
};

/** Where a body goes. `write` returns false to be asked again by `resume`. */
export type BodySink = {
  write(chunk: Buffer): boolean;
  end(): void;
  fail(failure: AnswerFailure): void;
};

export type AnswerFailure =
  /** `status` of the head that had arrived; null before it. */
  | { readonly kind: 'error'; readonly error: Error; readonly status: number | null }
  | {
      readonly kind: 'timedOut';
      readonly phase: 'firstByte' | 'idle' | 'total';
      readonly afterMs: number;
    };

export type AnswerHead = {
  readonly status: number;
  readonly statusText: string;
  /** Flat array of names and values, as they came. */
  readonly headers: readonly string[];
};

/** Sees everything of an answer as it arrives, and changes nothing. */
export type AnswerObserver = {
  head(head: AnswerHead): void;
  data(chunk: Buffer): void;
  end(): void;
  fail(failure: AnswerFailure): void;
};

/** Ends an attempt on our own initiative; undici hands it back as the attempt's error. */
class AbortedByUs extends Error {}

/**
 * One exchange with an upstream, as undici's dispatcher reports it: resolves with the head, holds the body until
 * someone takes it, and watches the clock. Undici's own timers are off because theirs cannot tell a stream's first byte
 * from its silence.
 */
export class UpstreamAnswer implements Dispatcher.DispatchHandler {
  readonly head: Promise<AnswerHead | AnswerFailure>;
  #resolveHead: (head: AnswerHead | AnswerFailure) => void = noop;
  readonly #clock: Clock;
  readonly #timeouts: AttemptTimeouts;
  #controller: Dispatcher.DispatchController | null = null;
  #abortReason: Error | null = null;
  #timeout: AnswerFailure | null = null;
  #cancelTimer: (() => void) | null = null;
  #sentAt = 0;
  #lastByteAt = 0;
  #firstByteAt: number | null = null;
  #sink: BodySink | null = null;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #status: number | null = null;
  #isDone = false;
  #failure: AnswerFailure | null = null;

  readonly #onSent: () => void;
  readonly #observer: AnswerObserver | null;

  /** `onSent` is called when a connection is there and the request goes out on it. */
  constructor(
    clock: Clock,
    timeouts: AttemptTimeouts,
    onSent: () => void,
    observer: AnswerObserver | null = null,
  ) {
    this.#onSent = onSent;
    this.#observer = observer;
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.head = new Promise((resolve) => {
      this.#resolveHead = resolve;
    });
  }

  /** Epoch milliseconds of the first body byte; null before it. */
  get firstByteAt(): number | null {
    return this.#firstByteAt;
  }

  /** The whole body has arrived (it may still be held). */
  get isDone(): boolean {
    return this.#isDone;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Closes the upstream's connection at once, so that it stops generating. */
  abort(): void {
    this.#abort(new AbortedByUs('aborted'));
  }

  /** The whole body, when all of it is held already; the caller then has it to itself. */
  takeWhole(): Buffer | null {
    if (!this.#isDone || this.#sink !== null) return null;
    const [first, ...more] = this.#held;
    this.#held = [];
    return more.length === 0 && first !== undefined
      ? first
      : Buffer.concat([first ?? NOTHING, ...more]);
  }

  /** Hands over what is held and everything after it. */
  pipe(sink: BodySink): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#sink = sink;
    let isReady = true;
    for (const chunk of held) isReady = sink.write(chunk);
    if (this.#isDone) sink.end();
    else if (this.#failure !== null) sink.fail(this.#failure);
    else if (isReady) this.resume();
    else this.#controller?.pause();
  }

  resume(): void {
    // Time during which nobody took the body is not the upstream's silence.
    this.#lastByteAt = this.#clock.now();
    if (this.#controller?.paused === true) this.#controller.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortReason !== null) {
      controller.abort(this.#abortReason);
      return;
    }
    this.#sentAt = this.#clock.now();
    this.#lastByteAt = this.#sentAt;
    this.#onSent();
    this.#watch();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText?: string,
  ): void {
    // 1xx announce the answer; they are not it.
    if (status < 200) return;
    this.#status = status;
    const head = { status, statusText: statusText ?? '', headers: flatHeaders(controller) };
    this.#observer?.head(head);
    this.#resolveHead(head);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#lastByteAt = this.#clock.now();
    this.#observer?.data(chunk);
    if (this.#firstByteAt === null) {
      this.#firstByteAt = this.#lastByteAt;
      // From now on silence counts, which may be the shorter limit.
      if (this.#timeouts.isStreaming) this.#watch();
    }
    if (this.#sink !== null) {
      if (!this.#sink.write(chunk)) controller.pause();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > MAX_HELD_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#stopWatching();
    this.#isDone = true;
    this.#observer?.end();
    this.#sink?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** Also called by whoever could not even dispatch the request. */
  fail(error: Error): void {
    if (this.#isDone || this.#failure !== null) return;
    this.#stopWatching();
    this.#failure = this.#timeout ?? { kind: 'error', error, status: this.#status };
    this.#observer?.fail(this.#failure);
    if (this.#status === null) this.#resolveHead(this.#failure);
    this.#sink?.fail(this.#failure);
  }

  /** Resets the connection without waiting for the error that undici reports for it. */
  #abort(reason: Error): void {
    if (this.#isDone || this.#failure !== null) return;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    this.fail(reason);
  }

  /** One timer for all limits of the attempt: it looks at the stamps and sleeps until the next one can be due. */
  #watch(): void {
    this.#stopWatching();
    const due = this.#nextDue();
    if (due === null) return;
    const left = due.at - this.#clock.now();
    // While a slow client makes us pause, the upstream has no chance to speak.
    if (left <= 0 && this.#controller?.paused !== true) {
      this.#timeout = { kind: 'timedOut', phase: due.phase, afterMs: due.afterMs };
      this.#abort(new AbortedByUs('timed out'));
      return;
    }
    this.#cancelTimer = this.#clock.after(Math.max(left, PAUSED_RECHECK_MS), () => {
      this.#watch();
    });
  }

  #nextDue(): { at: number; phase: 'firstByte' | 'idle' | 'total'; afterMs: number } | null {
    const { isStreaming, firstByteMs, idleMs, totalMs } = this.#timeouts;
    if (!isStreaming) {
      return totalMs > 0 ? { at: this.#sentAt + totalMs, phase: 'total', afterMs: totalMs } : null;
    }
    if (this.#firstByteAt === null) {
      return firstByteMs > 0
        ? { at: this.#sentAt + firstByteMs, phase: 'firstByte', afterMs: firstByteMs }
        : null;
    }
    return idleMs > 0 ? { at: this.#lastByteAt + idleMs, phase: 'idle', afterMs: idleMs } : null;
  }

  #stopWatching(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}

/** Undici keeps the raw header lines as buffers on its controller: names and values in their own case and order. */
function flatHeaders(controller: Dispatcher.DispatchController): string[] {
  const raw = controller.rawHeaders;
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}

function noop(): void {
  // Replaced in the constructor before anyone can call it.
}
