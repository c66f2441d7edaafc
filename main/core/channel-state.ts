import type { CHANNEL_STATES } from '../contracts/constants.ts';
import type { Channel } from '../contracts/channel.ts';
import type { LimitReason } from './limits/limit-reason.ts';

type ChannelState = (typeof CHANNEL_STATES)[number];

/** What a channel is up to, in one word: what lasts longest is named. `bar`: the limit that forbids requests now. */
export function channelStateOf(
  channel: Pick<Channel, 'isEnabled' | 'keys'>,
  bar: LimitReason | null,
  isCooling: boolean,
): ChannelState {
  const hasKey = channel.keys.some(({ isEnabled, secret }) => isEnabled && secret !== null);
  if (!channel.isEnabled || !hasKey) return 'disabled';
  if (bar?.kind === 'money') return 'over_budget';
  if (bar?.kind === 'hours') return 'closed';
  return isCooling ? 'cooling' : 'ready';
}
