import type { ChannelId, ChannelView } from '#contracts/channel';

/** Channels of one priority, in their order. */
export type Tier = { readonly priority: number; readonly channels: readonly ChannelView[] };

/** What the server is told: every channel once, and the priorities of those that change theirs. */
export type Order = {
  readonly ids: readonly ChannelId[];
  readonly priorities: Readonly<Record<string, number>>;
};

/** @param channels in the order in which they are chosen */
export function tiersOf(channels: readonly ChannelView[]): readonly Tier[] {
  const priorities = [...new Set(channels.map(({ priority }) => priority))];
  return priorities.map((priority) => ({
    priority,
    channels: channels.filter((channel) => channel.priority === priority),
  }));
}

/**
 * One place up or down. At the edge of its tier a channel first joins the next tier, without passing anyone in it.
 * Null when there is nowhere to go.
 */
export function movedByOne(
  channels: readonly ChannelView[],
  id: ChannelId,
  step: -1 | 1,
): Order | null {
  const from = channels.findIndex((channel) => channel.id === id);
  const moving = channels[from];
  const other = channels[from + step];
  if (moving === undefined || other === undefined) return null;
  if (other.priority === moving.priority) {
    return orderOf(channels.with(from, other).with(from + step, moving), moving, moving.priority);
  }
  return orderOf(channels, moving, other.priority);
}

/** To the place before or after another channel, whose priority it takes over. */
export function movedBeside(
  channels: readonly ChannelView[],
  id: ChannelId,
  target: ChannelId,
  side: 'before' | 'after',
): Order | null {
  const moving = channels.find((channel) => channel.id === id);
  const rest = channels.filter((channel) => channel.id !== id);
  const at = rest.findIndex((channel) => channel.id === target);
  const beside = rest[at];
  if (moving === undefined || beside === undefined) return null;
  const order = rest.toSpliced(side === 'before' ? at : at + 1, 0, moving);
  const isSame = order.every((channel, index) => channel === channels[index]);
  return isSame && beside.priority === moving.priority
    ? null
    : orderOf(order, moving, beside.priority);
}

function orderOf(channels: readonly ChannelView[], moving: ChannelView, priority: number): Order {
  return {
    ids: channels.map((channel) => channel.id),
    priorities: priority === moving.priority ? {} : { [String(moving.id)]: priority },
  };
}

/** The order as it is, with the priorities that these channels have had. */
export function orderForPriorities(
  all: readonly ChannelView[],
  before: readonly ChannelView[],
): Order {
  return {
    ids: all.map(({ id }) => id),
    priorities: Object.fromEntries(before.map(({ id, priority }) => [String(id), priority])),
  };
}
