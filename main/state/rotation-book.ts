import type { Channel, ChannelId, ChannelKey, KeyId } from '../contracts/channel.ts';
import { rotate } from '../core/balance/rotation.ts';
import type { Eligible } from '../core/candidates.ts';

/**
 * Whose turn it is: among the channels of a group, and among the keys of a channel. What a channel has
 * earned stays its own whatever group it is in, so a cooldown that changes the group, a limit or a
 * change of the channels does not make the turns begin anew.
 */
export class RotationBook {
  readonly #credits = new Map<ChannelId, number>();
  readonly #lastKeys = new Map<ChannelId, KeyId>();

  /** The same turns in a book of its own, for those who want to know what would come without taking it. */
  copy(): RotationBook {
    const copy = new RotationBook();
    for (const [id, credit] of this.#credits) copy.#credits.set(id, credit);
    for (const [id, keyId] of this.#lastKeys) copy.#lastKeys.set(id, keyId);
    return copy;
  }

  /** What the channel has earned and not had, in turns. */
  creditOf(id: ChannelId): number {
    return this.#credits.get(id) ?? 0;
  }

  /** The member whose turn it is, by smooth weighted round robin; its turn is then over. */
  nextChannel(
    group: readonly Eligible[],
    weights: readonly number[] = group.map(({ weight }) => weight),
  ): Eligible | undefined {
    if (group.length < 2) return group[0];
    const credits = group.map(({ channel }) => this.creditOf(channel.id));
    const step = rotate(weights, credits);
    for (const [index, credit] of step.credits.entries()) {
      const member = group[index];
      if (member !== undefined) this.#credits.set(member.channel.id, credit);
    }
    return group[step.winner];
  }

  /** The key to begin with among those that are free; the first pick of a round-robin channel is its first key. */
  nextKey(
    { channel, keys }: Eligible,
    isFree: (key: ChannelKey) => boolean,
  ): ChannelKey | undefined {
    if (channel.keyStrategy === 'sequential') return keys.find(isFree);
    const last = this.#lastKeys.get(channel.id);
    const from = last === undefined ? 0 : keys.findIndex(({ id }) => id === last) + 1;
    for (let step = 0; step < keys.length; step++) {
      const key = keys[(from + step) % keys.length];
      if (key === undefined || !isFree(key)) continue;
      this.#lastKeys.set(channel.id, key.id);
      return key;
    }
    return undefined;
  }

  /** The channels as they are now; what is gone is forgotten. */
  retain(channels: readonly Channel[]): void {
    const ids = new Set(channels.map(({ id }) => id));
    for (const book of [this.#credits, this.#lastKeys]) {
      for (const id of book.keys()) if (!ids.has(id)) book.delete(id);
    }
  }
}
