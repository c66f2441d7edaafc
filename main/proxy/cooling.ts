import { NO_BAR, type Bar } from '../core/availability/least-cooling.ts';
import type { CandidateTarget } from '../core/availability/scopes.ts';
import type { Eligible } from '../core/candidates.ts';
import { mayLeaveChannel, partToChange, type Candidate, type Tried } from '../core/select.ts';
import type { Asking, Chosen, ChoosingDeps } from './choice.ts';
import type { OutlookNow } from './outlook.ts';

/** A candidate that is left, and how long it stands in the way. */
type Ranked = Bar & {
  readonly candidate: Candidate;
  /** When the trial of exactly this key and URL began, epoch ms; 0 = there is none. */
  readonly triedAt: number;
};

/** What may be tried although it cools, when nobody tries it already. */
type Resort = Omit<Chosen, 'lease'>;

/** The first of the last resorts that nobody tries already. */
export function nextCooling(
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Chosen | null {
  for (const resort of lastResorts(asking, tried, outlook, deps)) {
    const lease = deps.availability.takeAnyway(targetOf(resort.candidate));
    if (lease !== null) return { ...resort, lease };
  }
  return null;
}

/**
 * Everything that is left cools, or came back since this request left its channel, to which `select` does
 * not return. What only asked for a pause goes before what fails, then what comes back first.
 */
export function lastResorts(
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Resort[] {
  const { allCooling } = deps.settings.current();
  const mayForce =
    allCooling === 'one' ? !tried.some((one) => one.wasCooling) : allCooling === 'all';
  const ranked = leftOf(asking, tried, outlook, deps);
  ranked.sort(byPromise);
  const calm = tried.length > 0 ? 'failover' : 'rotation';
  const resorts: Resort[] = [];
  for (const { candidate, until } of allCooling === 'one' ? ranked.slice(0, 1) : ranked) {
    const wasCooling = until !== FREE_NOW;
    // What is free stands before what cools.
    if (wasCooling && !mayForce) break;
    resorts.push({ candidate, wasCooling, why: wasCooling ? 'cooling' : calm });
  }
  return resorts;
}

/** Those left that somebody else is trying: it may show that they work again. */
export function heldTargets(
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): CandidateTarget[] {
  const { availability } = deps;
  const busy = availability.triedChannels();
  if (busy.size === 0) return [];
  return channelsLeft(asking, tried, outlook, deps)
    .filter(({ channel }) => busy.has(channel.id))
    .flatMap(combinations)
    .map(targetOf)
    .filter((target) => availability.isHeld(target));
}

export function targetOf({ eligible, key, url, upstreamModel }: Candidate): CandidateTarget {
  return { channelId: eligible.channel.id, keyId: key.id, urlId: url.id, upstreamModel };
}

const FREE_NOW = -1;

function byPromise(a: Ranked, b: Ranked): number {
  // Another key or URL tells more than one at which a request hangs already.
  return a.triedAt - b.triedAt || byRecovery(a, b);
}

function byRecovery(a: Bar, b: Bar): number {
  return Number(b.isPause) - Number(a.isPause) || a.until - b.until;
}

/** The best candidate of the channels at which nobody is trying anything, and all of the others. */
function leftOf(
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Ranked[] {
  const { availability } = deps;
  const busy = availability.triedChannels();
  const ranked: Ranked[] = [];
  let first: Eligible | null = null;
  let bar = NO_BAR;
  for (const one of channelsLeft(asking, tried, outlook, deps)) {
    if (busy.has(one.channel.id)) {
      for (const candidate of combinations(one)) ranked.push(rank(candidate, deps));
      continue;
    }
    const own = availability.parts.barOfBest(one, outlook.now);
    if (first !== null && byRecovery(own, bar) >= 0) continue;
    first = one;
    bar = own;
  }
  const candidate = first === null ? null : availability.parts.best(first, outlook.now);
  return candidate === null ? ranked : [{ candidate, ...bar, triedAt: 0 }, ...ranked];
}

function rank(candidate: Candidate, { availability }: ChoosingDeps): Ranked {
  const target = targetOf(candidate);
  const triedAt = availability.triedAt(target);
  const state = availability.stateOf(target);
  if (state.kind === 'open') {
    return { candidate, triedAt, until: state.until, isPause: state.isRateLimit };
  }
  return { candidate, triedAt, until: state.kind === 'free' ? FREE_NOW : 0, isPause: true };
}

/** The channels that may still be tried, each without the parts that failed in this request. */
function channelsLeft(
  { admission, barredBy = null }: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Eligible[] {
  const settings = deps.settings.current();
  const { maxKeysPerChannel } = settings;
  const mayLeave = mayLeaveChannel(tried, settings);
  const left: Eligible[] = [];
  for (const one of admission.candidates.eligible) {
    const here = triedAt(one, tried);
    if (here.length === 0 && !mayLeave) continue;
    if (barredBy !== null && outlook.isBarred(one)) continue;
    const rest = here.length === 0 ? one : withoutFailed(one, here, maxKeysPerChannel);
    if (rest.keys.length > 0 && rest.urls.length > 0 && rest.upstreamModels.length > 0) {
      left.push(rest);
    }
  }
  return left;
}

const NOTHING: readonly Tried[] = [];

function triedAt({ channel }: Eligible, tried: readonly Tried[]): readonly Tried[] {
  if (tried.length === 0) return NOTHING;
  return tried.filter(({ candidate }) => candidate.eligible.channel.id === channel.id);
}

/** What failed in this request is not tried again in it. */
function withoutFailed(one: Eligible, here: readonly Tried[], maxKeys: number): Eligible {
  let { keys, urls, upstreamModels } = one;
  const used = new Set(here.map(({ candidate }) => candidate.key.id));
  if (used.size >= (one.channel.overrides.maxKeysPerChannel ?? maxKeys)) {
    keys = keys.filter(({ id }) => used.has(id));
  }
  for (const { candidate, verdict } of here) {
    switch (partToChange(verdict)) {
      case 'key':
        keys = keys.filter(({ id }) => id !== candidate.key.id);
        break;
      case 'url':
        urls = urls.filter(({ id }) => id !== candidate.url.id);
        break;
      case 'model':
        upstreamModels = upstreamModels.filter((name) => name !== candidate.upstreamModel);
        break;
      case null:
        keys = [];
    }
  }
  return { ...one, keys, urls, upstreamModels };
}

function combinations(eligible: Eligible): Candidate[] {
  const { keys, urls, upstreamModels } = eligible;
  return keys.flatMap((key) =>
    urls.flatMap((url) =>
      upstreamModels.map((upstreamModel) => ({ eligible, key, url, upstreamModel })),
    ),
  );
}
