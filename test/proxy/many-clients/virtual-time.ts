import type { Clock } from '../../../main/proxy/clock.ts';

type Timer = { readonly at: number; readonly run: () => void; isCancelled: boolean };

/**
 * A manual clock for hundreds of thousands of timers: it jumps from one to the next, and waits at each until
 * everything that follows from it has happened.
 */
export class VirtualTime implements Clock {
  #now = Date.UTC(2026, 0, 1);
  /** Soonest last, so that taking one is cheap; of equal ones the oldest last. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), run, isCancelled: false };
    this.#timers.splice(this.#placeOf(timer.at), 0, timer);
    return () => {
      timer.isCancelled = true;
    };
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Ends at `until` (epoch ms), or when `isDone` says so. */
  async run(until: number, isDone: () => boolean = () => false): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#timers.at(-1);
      if (next === undefined || next.at > until || isDone()) break;
      this.#timers.pop();
      if (next.isCancelled) continue;
      this.#now = next.at;
      next.run();
      await settled();
    }
    if (!isDone()) this.#now = until;
  }

  #placeOf(at: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      if (other !== undefined && other.at > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Nothing here touches a socket or a thread, so an immediate comes when all promises and ticks are through. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
