import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EventLoopDelay } from '../contracts/diagnostics.ts';
import type { Clock } from '../proxy/clock.ts';

const RESOLUTION_MS = 10;
const SPAN_MS = 60_000;
/** A span that has just begun says less than the one before it. */
const SHORT_MS = 20_000;
/** Nobody has looked for so long: the watch ends until somebody does. */
const UNWATCHED_MS = 5 * 60_000;
const NANOS_PER_MS = 1e6;

/** How late the event loop comes to what is due, in the last minute. Watched only while somebody looks. */
export class EventLoopWatch {
  readonly #clock: Clock;
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #since: number | null = null;
  #askedAt = 0;
  #before: EventLoopDelay | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    // With the first look at it.
  }

  /** Null in the first moments. */
  read(): EventLoopDelay | null {
    const now = this.#clock.now();
    this.#askedAt = now;
    if (this.#since === null) this.#begin(now);
    const isShort = now - (this.#since ?? now) < SHORT_MS;
    return isShort && this.#before !== null ? this.#before : this.#summary(now);
  }

  stop(): void {
    this.#histogram.disable();
    this.#since = null;
    this.#before = null;
  }

  #begin(now: number): void {
    this.#histogram.reset();
    this.#histogram.enable();
    this.#since = now;
    this.#clock.after(SPAN_MS, () => {
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#since === null) return;
    const now = this.#clock.now();
    if (now - this.#askedAt > UNWATCHED_MS) {
      this.stop();
      return;
    }
    this.#before = this.#summary(now);
    this.#begin(now);
  }

  #summary(now: number): EventLoopDelay | null {
    if (this.#since === null || this.#histogram.count === 0) return null;
    const ms = (nanos: number): number =>
      // What is measured is the time from one tick to the next, which is never less than the resolution.
      Math.max(0, Math.round((nanos / NANOS_PER_MS - RESOLUTION_MS) * 10) / 10);
    return {
      spanMs: now - this.#since,
      p50Ms: ms(this.#histogram.percentile(50)),
      p99Ms: ms(this.#histogram.percentile(99)),
      maxMs: ms(this.#histogram.max),
    };
  }
}
