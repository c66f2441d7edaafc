import type { ChannelKey, ChannelUrl, KeyId, UrlId } from '../contracts/channel.ts';
import type { Eligible } from './candidates.ts';
import type { Verdict } from './classify.ts';

/** A channel, one of its URLs, keys and names of the model: what one attempt is made with. */
export type Candidate = {
  readonly eligible: Eligible;
  readonly url: ChannelUrl;
  readonly key: ChannelKey;
  /** The model's name at this upstream; null when the request names none. */
  readonly upstreamModel: string | null;
};

export type Tried = {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  /** It was tried although it cooled, because nothing else was left. */
  readonly wasCooling?: boolean;
};

/** What to do next, before anyone's turn is asked for. */
export type Selection =
  /** Stay with the channel of the last attempt, with another key, URL or name of the model. */
  | { readonly kind: 'stay'; readonly candidate: Candidate }
  /** One of these, all of equal rank; the balancing says which. */
  | { readonly kind: 'group'; readonly group: readonly Eligible[] }
  | { readonly kind: 'none' };

export type SelectionRules = {
  readonly maxKeysPerChannel: number;
  /** 0 = no limit. */
  readonly maxChannelsPerRequest: number;
};

/** How things stand. Asked part by part: to make every pair of key and URL would take longer than to choose. */
export type Outlook = {
  /** Of the channel and each kind of its parts something may be tried. */
  canTry(one: Eligible): boolean;
  isKeyFree(one: Eligible, id: KeyId): boolean;
  isUrlFree(one: Eligible, id: UrlId): boolean;
  isModelFree(one: Eligible, upstreamModel: string | null): boolean;
  /** Those of equal rank share their requests; higher goes first. */
  rankOf(one: Eligible): number;
  /** The ranks fall along the list, so that the first group can end the search. */
  readonly isInOrder: boolean;
  /** In the order to be tried. */
  urlsOf(one: Eligible): readonly ChannelUrl[];
};

const NONE: Selection = { kind: 'none' };

/** The next step of a request: every channel once, and within a channel every key, URL and name of the model once. */
export function select(
  eligible: readonly Eligible[],
  tried: readonly Tried[],
  rules: SelectionRules,
  outlook: Outlook,
): Selection {
  const last = tried.at(-1);
  const stay = last === undefined ? null : withinChannel(last, eligible, tried, rules, outlook);
  if (stay !== null) return { kind: 'stay', candidate: stay };
  if (!mayLeaveChannel(tried, rules)) return NONE;
  const group = firstGroup(eligible, tried, outlook);
  return group.length === 0 ? NONE : { kind: 'group', group };
}

/** Whether a request may go on to a channel that it has not tried. */
export function mayLeaveChannel(
  tried: readonly Pick<Tried, 'candidate'>[],
  { maxChannelsPerRequest }: Pick<SelectionRules, 'maxChannelsPerRequest'>,
): boolean {
  if (maxChannelsPerRequest === 0 || tried.length < maxChannelsPerRequest) return true;
  const channels = new Set(tried.map(({ candidate }) => candidate.eligible.channel.id));
  return channels.size < maxChannelsPerRequest;
}

/** The untried channels of the highest rank that can be tried. */
function firstGroup(
  eligible: readonly Eligible[],
  tried: readonly Tried[],
  outlook: Outlook,
): Eligible[] {
  let group: Eligible[] = [];
  let top = -Infinity;
  for (const one of eligible) {
    const rank = outlook.rankOf(one);
    if (rank < top) {
      if (outlook.isInOrder) break;
      continue;
    }
    if (tried.length > 0 && tried.some((past) => isSameChannel(past.candidate, one))) continue;
    if (!outlook.canTry(one)) continue;
    if (rank > top) group = [];
    top = rank;
    group.push(one);
  }
  return group;
}

function withinChannel(
  last: Tried,
  eligible: readonly Eligible[],
  tried: readonly Tried[],
  rules: SelectionRules,
  outlook: Outlook,
): Candidate | null {
  const { candidate: past } = last;
  const kind = partToChange(last.verdict);
  if (kind === null) return null;
  // As it may be used now: meanwhile keys and URLs of it may have failed elsewhere.
  const one = eligible.find((other) => isSameChannel(past, other));
  if (one === undefined || !outlook.canTry(one)) return null;
  const here = tried.map(({ candidate }) => candidate).filter((other) => isSameChannel(other, one));
  // What did not fail stays as it was, if it still can.
  let keys = startingWith(one.keys, ({ id }) => id === past.key.id);
  let urls = startingWith(outlook.urlsOf(one), ({ id }) => id === past.url.id);
  let models = startingWith(one.upstreamModels, (name) => name === past.upstreamModel);
  if (kind === 'key') {
    const used = new Set(here.map(({ key }) => key.id));
    const max = one.channel.overrides.maxKeysPerChannel ?? rules.maxKeysPerChannel;
    if (used.size >= max) return null;
    // From the last key onwards and round, so that round robin goes on in its own order.
    keys = after(one.channel.keys, past.key.id).filter(
      (key) => !used.has(key.id) && one.keys.includes(key),
    );
  } else if (kind === 'url') {
    urls = urls.filter(({ id }) => !here.some(({ url }) => url.id === id));
  } else {
    models = models.filter((name) => !here.some((other) => other.upstreamModel === name));
  }
  return firstFree({ eligible: one, keys, urls, models }, outlook);
}

/** The first of each kind of part that may be tried; null when there is none of some kind. */
export function firstFree(
  parts: {
    readonly eligible: Eligible;
    readonly keys: readonly ChannelKey[];
    readonly urls: readonly ChannelUrl[];
    readonly models: readonly (string | null)[];
  },
  outlook: Outlook,
): Candidate | null {
  const { eligible, keys, urls, models } = parts;
  const key = keys.find(({ id }) => outlook.isKeyFree(eligible, id));
  const url = urls.find(({ id }) => outlook.isUrlFree(eligible, id));
  const upstreamModel = models.find((name) => outlook.isModelFree(eligible, name));
  if (key === undefined || url === undefined || upstreamModel === undefined) return null;
  return { eligible, key, url, upstreamModel };
}

/** What of a candidate failed, so that the rest of its channel may still serve; null = all of it. */
export function partToChange({ next, blame }: Verdict): 'key' | 'url' | 'model' | null {
  if (next === 'nextKey') return 'key';
  if (next === 'nextUrl') return 'url';
  return next === 'nextChannel' && blame === 'model' ? 'model' : null;
}

function startingWith<T>(parts: readonly T[], isFirst: (part: T) => boolean): readonly T[] {
  return [...parts.filter(isFirst), ...parts];
}

function after(keys: readonly ChannelKey[], id: KeyId): readonly ChannelKey[] {
  const index = keys.findIndex((key) => key.id === id);
  return [...keys.slice(index + 1), ...keys.slice(0, index)];
}

function isSameChannel(candidate: Candidate, eligible: Eligible): boolean {
  return candidate.eligible.channel.id === eligible.channel.id;
}
