import type { ChannelId, KeyId } from '../../contracts/channel.ts';
import type { Eligible } from '../candidates.ts';
import { firstFree, type Candidate, type Outlook } from '../select.ts';

/** Where a conversation was served before. */
export type Preferred = {
  readonly channelId: ChannelId;
  readonly keyId: KeyId;
  /** The conversation has paused for so long that its prompt cache is no reason to stay. */
  readonly isIdle: boolean;
};

export type Preference =
  /** The conversation stays. */
  | { readonly kind: 'stays'; readonly candidate: Candidate }
  /** Channels of a higher priority take it back; one of these. */
  | { readonly kind: 'takenBack'; readonly group: readonly Eligible[] };

/**
 * Where a conversation goes that was served before; null when it is to be treated like a new one,
 * because the channel or key cannot be used now. Compared are the priorities that people set: a health
 * score that goes up and down would drive conversations to and fro.
 */
export function prefer(
  eligible: readonly Eligible[],
  preferred: Preferred,
  outlook: Outlook,
): Preference | null {
  const one = eligible.find(({ channel }) => channel.id === preferred.channelId);
  const key = one?.keys.find(({ id }) => id === preferred.keyId);
  if (one === undefined || key === undefined || !outlook.canTry(one)) return null;
  const candidate = firstFree(
    { eligible: one, keys: [key], urls: outlook.urlsOf(one), models: one.upstreamModels },
    outlook,
  );
  if (candidate === null) return null;

  let group: Eligible[] = [];
  for (const other of eligible) {
    const { priority, takeBack } = other.channel;
    if (priority <= one.channel.priority || priority < (group[0]?.channel.priority ?? -Infinity))
      break;
    if (takeBack === 'when_idle' && !preferred.isIdle) continue;
    if (outlook.canTry(other)) group = [...group, other];
  }
  return group.length > 0 ? { kind: 'takenBack', group } : { kind: 'stays', candidate };
}
