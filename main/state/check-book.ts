import type { Channel, ChannelId } from '../contracts/channel.ts';
import type { CheckResult } from '../contracts/checks.ts';

/** How the latest check of each channel went. */
export class CheckBook {
  readonly #results = new Map<ChannelId, CheckResult>();

  /** Null when it was not checked since the program started. */
  find(id: ChannelId): CheckResult | null {
    return this.#results.get(id) ?? null;
  }

  note(id: ChannelId, result: CheckResult): void {
    this.#results.set(id, result);
  }

  /** Forgets channels that are gone. */
  retain(channels: readonly Channel[]): void {
    const kept = new Set(channels.map(({ id }) => id));
    for (const id of this.#results.keys()) if (!kept.has(id)) this.#results.delete(id);
  }
}
