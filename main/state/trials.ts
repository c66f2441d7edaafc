import type { ChannelId } from '../contracts/channel.ts';
import type { After } from './in-flight.ts';
import type { Lease } from './lease.ts';

/** Who is trying what right now: at most one request for each scope, and those who wait for it. */
export class Trials {
  readonly #after: After;
  readonly #waitMs: () => number;
  readonly #holders = new Map<string, Lease>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** `waitMs`: how long a request waits for another's trial at most. */
  constructor(after: After, waitMs: () => number) {
    this.#after = after;
    this.#waitMs = waitMs;
  }

  /** Running ones. */
  get size(): number {
    return this.#holders.size;
  }

  /** At which something is being tried. */
  channels(): Set<ChannelId> {
    const channels = new Set<ChannelId>();
    for (const { target } of this.#holders.values()) channels.add(target.channelId);
    return channels;
  }

  isRunning(name: string): boolean {
    return this.#holders.has(name);
  }

  /** Whose trial is running; null when none is. */
  holderOf(name: string): Lease | null {
    return this.#holders.get(name) ?? null;
  }

  /**
   * Until when a running trial is waited for (epoch ms; 0 when none runs). One that hangs must not keep
   * others from a candidate that has recovered since: while they can still wait, one more of them tries.
   */
  overdueAt(name: string): number {
    const holder = this.holderOf(name);
    return holder === null ? 0 : holder.startedAt + this.#waitMs() / 2;
  }

  /** In the place of one that takes too long, if there is one. */
  begin(name: string, lease: Lease): void {
    this.#holders.set(name, lease);
  }

  end(name: string, lease: Lease): void {
    if (this.#holders.get(name) !== lease) return;
    this.#holders.delete(name);
    this.wake(name);
  }

  /** Lets those who wait for a scope look again. */
  wake(name: string): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const resolve of waiting ?? []) resolve();
  }

  /** Resolves when one of the trials that run for these scopes ends, or the time is over; at once when none runs. */
  whenOneEnds(names: readonly string[], withinMs: number): Promise<void> {
    const running = names.filter((name) => this.isRunning(name));
    if (running.length === 0 || withinMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        for (const name of running) this.#waiting.get(name)?.delete(done);
        resolve();
      };
      for (const name of running) {
        const waiting = this.#waiting.get(name) ?? new Set();
        this.#waiting.set(name, waiting.add(done));
      }
      this.#after(withinMs, done);
    });
  }
}
