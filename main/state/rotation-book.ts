import type { ChannelId } from '../contracts/channel.ts';
import type { Eligible } from '../core/candidates.ts';
import { rotate } from '../core/weighted-rotation.ts';

/** Groups come and go with every change of the channels; forgetting them all costs one uneven round. */
const MAX_GROUPS = 1000;

/** Whose turn it is: among the channels of a group, and among the keys of a channel. */
export class RotationBook {
  readonly #groups = new Map<string, ReadonlyMap<number, number>>();
  readonly #keyTurns = new Map<ChannelId, number>();

  /** The member whose turn it is, by smooth weighted round robin; its turn is then over. */
  nextChannel(group: readonly Eligible[]): Eligible | undefined {
    if (group.length < 2) return group[0];
    const name = group.map((one) => one.channel.id).join();
    const members = group.map((one) => ({ id: one.channel.id, weight: one.weight }));
    const step = rotate(members, this.#groups.get(name) ?? new Map());
    if (this.#groups.size >= MAX_GROUPS) this.#groups.clear();
    this.#groups.set(name, step.current);
    return group.find((one) => one.channel.id === step.winner);
  }

  /** The key to begin with; the first pick of a round-robin channel is its first key. */
  nextKey(eligible: Eligible): Eligible['keys'][number] | undefined {
    const { channel, keys } = eligible;
    if (channel.keyStrategy === 'sequential') return keys[0];
    const turn = this.#keyTurns.get(channel.id) ?? 0;
    this.#keyTurns.set(channel.id, (turn + 1) % keys.length);
    return keys[turn % keys.length];
  }
}
