import type { Limits } from '../contracts/limits.ts';
import type { LimitReason } from '../core/limits/limit-reason.ts';
import type { Payer } from './money-book.ts';

type RateLimits = Pick<Limits, 'requestsPerMinute' | 'maxConcurrency'>;

/** A minute that slides: not one of the clock, at whose turn twice the limit could come at once. */
const WINDOW_MS = 60_000;

/** How many requests a channel or a token runs, and when it began those of the last minute. */
export class Meter {
  #inFlight = 0;
  /** Oldest first; kept only while requests a minute are limited, and then never more than the limit. */
  #begun: number[] = [];
  /** Those before it are over. Dropped together, so that each costs one step in all. */
  #first = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests begun in the last minute, of those that were counted because there was a limit. */
  begunLastMinute(now: number): number {
    this.#forget(now);
    return this.#begun.length - this.#first;
  }

  /** The limit that forbids another request now; null when none does. */
  barredBy({ requestsPerMinute, maxConcurrency }: RateLimits, now: number): LimitReason | null {
    if (maxConcurrency !== null && this.#inFlight >= maxConcurrency) {
      return { kind: 'concurrency', limit: maxConcurrency };
    }
    if (requestsPerMinute === null) return null;
    if (this.begunLastMinute(now) < requestsPerMinute) return null;
    // After a limit was lowered, more than one has to become old enough.
    const freeing = this.#begun[this.#begun.length - requestsPerMinute] ?? now;
    const until = freeing + WINDOW_MS;
    return { kind: 'requestsPerMinute', limit: requestsPerMinute, until };
  }

  /** Counts a request in. Whoever calls this counts it out, once. */
  enter({ requestsPerMinute }: RateLimits, now: number): void {
    this.#inFlight += 1;
    if (requestsPerMinute !== null) this.#begun.push(now);
    else if (this.#begun.length > 0) this.#begun = [];
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  #forget(now: number): void {
    const newest = this.#begun.at(-1);
    // The clock was set back: what lies ahead of it would count for longer than a minute.
    if (newest !== undefined && newest > now)
      this.#begun = this.#begun.map((at) => Math.min(at, now));
    while (this.#first < this.#begun.length && (this.#begun[this.#first] ?? 0) <= now - WINDOW_MS) {
      this.#first += 1;
    }
    if (this.#first <= this.#begun.length / 2) return;
    this.#begun = this.#begun.slice(this.#first);
    this.#first = 0;
  }
}

/** The meters of all channels and tokens. */
export class RateBook {
  readonly #meters = { channel: new Map<number, Meter>(), token: new Map<number, Meter>() };

  of(kind: Payer['kind'], id: number): Meter {
    let meter = this.#meters[kind].get(id);
    if (meter === undefined) this.#meters[kind].set(id, (meter = new Meter()));
    return meter;
  }

  /** Forgets the meters of what is gone; one that still runs something stays until the next call. */
  retain(kind: Payer['kind'], ids: ReadonlySet<number>): void {
    for (const [id, meter] of this.#meters[kind]) {
      if (!ids.has(id) && meter.inFlight === 0) this.#meters[kind].delete(id);
    }
  }
}
