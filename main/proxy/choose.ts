import type { CandidateTarget } from '../core/availability/scopes.ts';
import { settingsFor } from '../core/channel-settings.ts';
import type { Eligible } from '../core/candidates.ts';
import { select, type Candidate, type Tried } from '../core/select.ts';
import type { Lease } from '../state/lease.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';

/** A candidate and the permission to send it one attempt. */
export type Choice = {
  readonly candidate: Candidate;
  readonly lease: Lease;
  readonly wasCooling: boolean;
};

type ChoosingDeps = Pick<ProxyDeps, 'availability' | 'rotation' | 'settings' | 'clock'>;

/** What of a request choosing needs. */
export type Asking = {
  readonly call: Pick<Call, 'isOver'>;
  readonly admission: Pick<Admission, 'candidates' | 'deadlineAt'>;
  readonly ledger: { readonly firstAttemptAt: number | null };
};

/** The next candidate as the books stand, whose turn is then over; null when there is none left to try. */
export async function choose(
  asking: Asking,
  tried: readonly Tried[],
  deps: ChoosingDeps,
): Promise<Choice | null> {
  const waitUntil = deps.clock.now() + deps.settings.current().trialWaitMs;
  for (;;) {
    if (asking.call.isOver || !mayTry(asking, tried, deps)) return null;
    const choice = nextFree(asking, tried, deps) ?? nextCooling(asking, tried, deps);
    if (choice !== null) return choice;
    // Nothing else is left: someone else's trial may show that a candidate works again.
    const held = untried(asking, tried, deps).filter((one) =>
      deps.availability.isHeld(targetOf(one)),
    );
    const leftMs = waitUntil - deps.clock.now();
    if (held.length === 0 || leftMs <= 0) return null;
    await Promise.race(held.map((one) => deps.availability.whenTrialEnds(targetOf(one), leftMs)));
  }
}

/** When the first candidate of a request comes back, epoch milliseconds; null when none cools. */
export function soonestAt(
  admission: Pick<Admission, 'candidates'>,
  deps: ChoosingDeps,
): number | null {
  const targets = admission.candidates.eligible.flatMap(pairsOf).map(targetOf);
  return deps.availability.soonest(targets);
}

function targetOf({ eligible, key, url }: Candidate): CandidateTarget {
  const { channel, upstreamModel } = eligible;
  return { channelId: channel.id, keyId: key.id, urlId: url.id, upstreamModel };
}

function mayTry(
  { admission, ledger }: Asking,
  tried: readonly Tried[],
  deps: ChoosingDeps,
): boolean {
  const settings = deps.settings.current();
  const now = deps.clock.now();
  if (tried.length > 0 && !settings.isFailoverEnabled) return false;
  if (admission.deadlineAt !== null && now >= admission.deadlineAt) return false;
  // One silent channel may take longer than the whole budget, and must not keep a healthy one from answering.
  if (tried.length <= 1) return true;
  // A client that waits repeats the request by itself; better a clear answer than the last of many channels.
  const { firstAttemptAt } = ledger;
  return firstAttemptAt === null || now - firstAttemptAt <= settings.attemptBudgetMs;
}

function nextFree(
  { admission }: Asking,
  tried: readonly Tried[],
  deps: ChoosingDeps,
): Choice | null {
  const { availability, rotation, settings } = deps;
  const { eligible } = admission.candidates;
  const free = availability.isCalm ? eligible : eligible.flatMap((one) => narrowed(one, deps));
  const last = tried.at(-1)?.candidate.eligible.channel;
  const limits = settings.current();
  const selection = select(free, tried, last === undefined ? limits : settingsFor(limits, last));
  if (selection.kind === 'none') return null;
  const candidate =
    selection.kind === 'stay' ? selection.candidate : turnOf(selection.group, rotation);
  if (candidate === null) return null;
  const taken = availability.tryTake(targetOf(candidate), deps.clock.now());
  return taken.kind === 'free' ? { candidate, lease: taken.lease, wasCooling: false } : null;
}

function turnOf(group: readonly Eligible[], rotation: ProxyDeps['rotation']): Candidate | null {
  const eligible = rotation.nextChannel(group);
  const key = eligible === undefined ? undefined : rotation.nextKey(eligible);
  const url = eligible?.urls[0];
  return eligible === undefined || key === undefined || url === undefined
    ? null
    : { eligible, key, url };
}

/** The channel with only those keys and URLs that may be tried now; nothing when there are none. */
function narrowed(one: Eligible, deps: ChoosingDeps): Eligible[] {
  const free = pairsOf(one).filter((pair) => isFree(pair, deps));
  if (free.length === 0) return [];
  const keys = one.keys.filter((key) => free.some((pair) => pair.key === key));
  const urls = one.urls.filter((url) => free.some((pair) => pair.url === url));
  return [{ ...one, keys, urls, weight: one.channel.weight ?? keys.length }];
}

/** Everything cools: what only asked for a pause goes before what fails, then what comes back first. */
function nextCooling(asking: Asking, tried: readonly Tried[], deps: ChoosingDeps): Choice | null {
  const { allCooling } = deps.settings.current();
  const left = untried(asking, tried, deps);
  const mayForce =
    allCooling === 'one' ? !tried.some((one) => one.wasCooling) : allCooling === 'all';
  const allowed = mayForce ? left : left.filter((one) => isFree(one, deps));
  for (const candidate of allCooling === 'one' ? allowed.slice(0, 1) : allowed) {
    const wasCooling = !isFree(candidate, deps);
    const lease = deps.availability.takeAnyway(targetOf(candidate));
    if (lease !== null) return { candidate, lease, wasCooling };
  }
  return null;
}

/** All that is left. First what came back since this request left its channel: `select` does not return to one. */
function untried({ admission }: Asking, tried: readonly Tried[], deps: ChoosingDeps): Candidate[] {
  const ranked = admission.candidates.eligible.flatMap(pairsOf).flatMap((candidate) => {
    if (tried.some((past) => rulesOut(past, candidate))) return [];
    const state = deps.availability.stateOf(targetOf(candidate));
    const triedAt = deps.availability.triedAt(targetOf(candidate));
    if (state.kind === 'open')
      return [{ candidate, triedAt, until: state.until, isPause: state.isRateLimit }];
    return [{ candidate, triedAt, until: state.kind === 'free' ? -1 : 0, isPause: true }];
  });
  ranked.sort(
    (a, b) =>
      // Another key or URL tells more than one at which a request hangs already.
      a.triedAt - b.triedAt || Number(b.isPause) - Number(a.isPause) || a.until - b.until,
  );
  return ranked.map(({ candidate }) => candidate);
}

/** What failed in this request is not tried again in it. */
function rulesOut({ candidate: past, verdict }: Tried, candidate: Candidate): boolean {
  if (past.eligible.channel.id !== candidate.eligible.channel.id) return false;
  if (verdict.next === 'nextKey') return past.key.id === candidate.key.id;
  if (verdict.next === 'nextUrl') return past.url.id === candidate.url.id;
  return true;
}

function isFree(candidate: Candidate, deps: ChoosingDeps): boolean {
  return deps.availability.stateOf(targetOf(candidate)).kind === 'free';
}

function pairsOf(eligible: Eligible): Candidate[] {
  return eligible.keys.flatMap((key) => eligible.urls.map((url) => ({ eligible, key, url })));
}
