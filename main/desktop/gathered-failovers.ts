import type { Failover } from '../app/shell-port.ts';

/** A channel that failed once fails for many requests: they are told together, and then nothing more of it for a while. */
export const GATHER_MS = 5_000;
const QUIET_MS = 10 * 60_000;

/** What was gathered: from which channels requests went on, the one with the most first. */
export type FailoverNews = {
  readonly count: number;
  readonly channels: readonly { readonly from: string; readonly count: number }[];
  /** The latest of them. */
  readonly last: Failover;
};

/** Failovers of a short time, by the channel that failed. */
export class GatheredFailovers {
  /** When a channel was last told of. */
  readonly #toldAt = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  #last: Failover | null = null;

  /** True when it is the first one: from now on they gather. */
  add(failover: Failover, now: number): boolean {
    const { from } = failover;
    if (now - (this.#toldAt.get(from) ?? -Infinity) < QUIET_MS) return false;
    const isFirst = this.#last === null;
    this.#counts.set(from, (this.#counts.get(from) ?? 0) + 1);
    this.#last = failover;
    return isFirst;
  }

  /** All of them, once. Null when there are none. */
  take(now: number): FailoverNews | null {
    const last = this.#last;
    if (last === null) return null;
    const channels = [...this.#counts]
      .map(([from, count]) => ({ from, count }))
      .toSorted((a, b) => b.count - a.count);
    for (const { from } of channels) this.#toldAt.set(from, now);
    this.#counts.clear();
    this.#last = null;
    return { count: channels.reduce((sum, one) => sum + one.count, 0), channels, last };
  }
}
