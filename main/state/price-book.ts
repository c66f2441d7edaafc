import type { ChannelId } from '../contracts/channel.ts';
import type { PriceOverride } from '../contracts/price.ts';
import { Subscribers } from './subscribers.ts';

/** The prices that the user has set, in memory. */
export class PriceBook {
  #overrides: readonly PriceOverride[] = [];
  readonly #subscribers = new Subscribers<void>();

  all(): readonly PriceOverride[] {
    return this.#overrides;
  }

  /** Forgets the prices of channels that are gone. */
  retain(channels: readonly { readonly id: ChannelId }[]): void {
    const ids = new Set(channels.map(({ id }) => id));
    this.#overrides = this.#overrides.filter(
      ({ channelId }) => channelId === null || ids.has(channelId),
    );
  }

  replaceAll(overrides: readonly PriceOverride[]): void {
    this.#overrides = overrides;
    this.#subscribers.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }
}
