import type { ChannelKey, ChannelUrl } from '../contracts/channel.ts';
import type { Eligible } from './candidates.ts';
import type { Verdict } from './classify.ts';

/** A channel, one of its URLs and one of its keys: what one attempt is made with. */
export type Candidate = {
  readonly eligible: Eligible;
  readonly url: ChannelUrl;
  readonly key: ChannelKey;
};

export type Tried = { readonly candidate: Candidate; readonly verdict: Verdict };

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
  const stay = last === undefined ? null : withinChannel(last, tried, limits);
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
  tried: readonly Tried[],
  limits: SelectionLimits,
): Candidate | null {
  const { candidate, verdict } = last;
  const { eligible } = candidate;
  const here = tried.filter((past) => isSameChannel(past.candidate, eligible));
  if (verdict.next === 'nextKey') {
    const used = new Set(here.map((past) => past.candidate.key.id));
    if (used.size >= limits.maxKeysPerChannel) return null;
    // From the last key onwards and round, so that round robin goes on in its own order.
    const key = after(eligible.keys, candidate.key).find((one) => !used.has(one.id));
    return key === undefined ? null : { ...candidate, key };
  }
  if (verdict.next === 'nextUrl') {
    const used = new Set(here.map((past) => past.candidate.url.id));
    const url = eligible.urls.find((one) => !used.has(one.id));
    return url === undefined ? null : { ...candidate, url };
  }
  return null;
}

function after<T>(list: readonly T[], item: T): readonly T[] {
  const index = list.indexOf(item);
  return [...list.slice(index + 1), ...list.slice(0, index)];
}

function isSameChannel(candidate: Candidate, eligible: Eligible): boolean {
  return candidate.eligible.channel.id === eligible.channel.id;
}
