import { addSums, noSums, type Sums } from '../core/statistics/figures.ts';
import type { Settled } from '../core/statistics/settled.ts';

type Usage = { readonly channelId: number; readonly protocol: string; readonly sums: number[] };
type Attempts = { readonly channelId: number; readonly outcome: string; count: number };

/**
 * What was settled since the program started: what a monitor reads. It is told of whole batches when they are written,
 * so that no request pays for it.
 */
export class RunTotals {
  readonly #usage = new Map<string, Usage>();
  readonly #attempts = new Map<string, Attempts>();

  /** By channel and protocol. */
  get usage(): readonly (Omit<Readonly<Usage>, 'sums'> & { readonly sums: Sums })[] {
    return [...this.#usage.values()];
  }

  /** By channel and outcome. */
  get attempts(): readonly Readonly<Attempts>[] {
    return [...this.#attempts.values()];
  }

  add({ usage, attempts }: Settled): void {
    for (const { channelId, protocol, sums } of usage) {
      const key = `${String(channelId)} ${protocol}`;
      let known = this.#usage.get(key);
      if (known === undefined) {
        known = { channelId, protocol, sums: noSums() };
        this.#usage.set(key, known);
      }
      addSums(known.sums, sums);
    }
    for (const { channelId, outcome, count } of attempts) {
      const key = `${String(channelId)} ${outcome}`;
      const known = this.#attempts.get(key);
      if (known === undefined) this.#attempts.set(key, { channelId, outcome, count });
      else known.count += count;
    }
  }

  /** What is gone is forgotten, so that channels that come and go do not pile up. */
  retain(channels: readonly { readonly id: number }[]): void {
    // Requests that no channel served are those of 0.
    const ids = new Set([0, ...channels.map(({ id }) => id)]);
    for (const [key, { channelId }] of this.#usage)
      if (!ids.has(channelId)) this.#usage.delete(key);
    for (const [key, { channelId }] of this.#attempts) {
      if (!ids.has(channelId)) this.#attempts.delete(key);
    }
  }
}
