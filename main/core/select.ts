import type { ChannelKey, ChannelUrl, KeyId } from '../contracts/channel.ts';
import type { Eligible } from './candidates.ts';
import type { Verdict } from './classify.ts';

/** A channel, one of its URLs and one of its keys: what one attempt is made with. */
export type Candidate = {
  readonly eligible: Eligible;
  readonly url: ChannelUrl;
  readonly key: ChannelKey;
};

export type Tried = {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  /** It was tried although it cooled, because nothing else was left. */
  readonly wasCooling?: boolean;
};

/** What to do next, before anyone's turn is asked for. */
export type Selection =
  /** Stay with the channel of the last attempt, with another key or URL. */
  | { readonly kind: 'stay'; readonly candidate: Candidate }
  /** One of these, all of equal priority; the rotation says which. */
  | { readonly kind: 'group'; readonly group: readonly Eligible[] }
  | { readonly kind: 'none' };

export type SelectionLimits = { readonly maxKeysPerChannel: number };

/** The next step of a request: every channel once, and within a channel every key or URL once. */
export function select(
  eligible: readonly Eligible[],
  tried: readonly Tried[],
  limits: SelectionLimits,
): Selection {
  const last = tried.at(-1);
  const stay = last === undefined ? null : withinChannel(last, eligible, tried, limits);
  if (stay !== null) return { kind: 'stay', candidate: stay };

  const untried =
    tried.length === 0
      ? eligible
      : eligible.filter((one) => !tried.some((past) => isSameChannel(past.candidate, one)));
  const first = untried[0];
  if (first === undefined) return { kind: 'none' };
  const { priority } = first.channel;
  return { kind: 'group', group: untried.filter((one) => one.channel.priority === priority) };
}

function withinChannel(
  last: Tried,
  eligible: readonly Eligible[],
  tried: readonly Tried[],
  limits: SelectionLimits,
): Candidate | null {
  const { candidate, verdict } = last;
  if (verdict.next !== 'nextKey' && verdict.next !== 'nextUrl') return null;
  // As it may be used now: meanwhile keys and URLs of it may have failed elsewhere.
  const now = eligible.find((one) => isSameChannel(candidate, one));
  if (now === undefined) return null;
  const here = tried.filter((past) => isSameChannel(past.candidate, now));
  if (verdict.next === 'nextUrl') {
    const used = new Set(here.map((past) => past.candidate.url.id));
    const url = now.urls.find((one) => !used.has(one.id));
    const key = now.keys.find((one) => one.id === candidate.key.id) ?? now.keys[0];
    return url === undefined || key === undefined ? null : { eligible: now, key, url };
  }
  const used = new Set(here.map((past) => past.candidate.key.id));
  if (used.size >= limits.maxKeysPerChannel) return null;
  // From the last key onwards and round, so that round robin goes on in its own order.
  const key = after(candidate.eligible.channel.keys, candidate.key.id).find(
    ({ id }) => !used.has(id) && now.keys.some((one) => one.id === id),
  );
  const url = now.urls.find((one) => one.id === candidate.url.id) ?? now.urls[0];
  return key === undefined || url === undefined ? null : { eligible: now, key, url };
}

function after(keys: readonly ChannelKey[], id: KeyId): readonly ChannelKey[] {
  const index = keys.findIndex((key) => key.id === id);
  return [...keys.slice(index + 1), ...keys.slice(0, index)];
}

function isSameChannel(candidate: Candidate, eligible: Eligible): boolean {
  return candidate.eligible.channel.id === eligible.channel.id;
}
