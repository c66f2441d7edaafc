import type { Choice as ChoiceReason } from '../contracts/record.ts';
import { prefer } from '../core/affinity/prefer.ts';
import type { Eligible } from '../core/candidates.ts';
import { select, type Candidate, type Tried } from '../core/select.ts';
import { balancingOf, whoseTurn } from './balance.ts';
import { holdChannel } from './channel-limits.ts';
import type { Asking, Choice, Chosen, ChoosingDeps } from './choice.ts';
import { heldTargets, nextCooling, targetOf } from './cooling.ts';
import { OutlookNow } from './outlook.ts';

/** The next candidate as the books stand, whose turn is then over; null when there is none left to try. */
export async function choose(
  asking: Asking,
  tried: readonly Tried[],
  deps: ChoosingDeps,
): Promise<Choice | null> {
  const waitUntil = deps.clock.now() + deps.settings.current().trialWaitMs;
  for (;;) {
    if (asking.call.isOver || !mayTry(asking, tried, deps)) return null;
    const outlook = new OutlookNow(deps, asking.barredBy ?? null);
    const chosen =
      nextFree(asking, tried, outlook, deps) ?? nextCooling(asking, tried, outlook, deps);
    if (chosen !== null) {
      const hold = holdChannel(chosen.candidate, asking.admission, deps);
      if (hold !== null) {
        asking.chosen?.(chosen.candidate);
        return { ...chosen, hold };
      }
      // Its hours ended, or its day began, between the look at it and now: the next look knows.
      deps.availability.release(chosen.lease);
      continue;
    }
    // Nothing else is left: someone else's trial may show that a candidate works again.
    const held = heldTargets(asking, tried, outlook, deps);
    const leftMs = waitUntil - deps.clock.now();
    if (held.length === 0 || leftMs <= 0) return null;
    asking.ledger.waits?.({ kind: 'trial' });
    await deps.availability.whenTrialEnds(held, leftMs);
  }
}

/** Whether the request makes a further attempt at all. */
export function mayTry(
  { admission, ledger }: Pick<Asking, 'admission' | 'ledger'>,
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
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Chosen | null {
  const picked = pick(asking, tried, outlook, deps);
  if (picked === null) return null;
  const { candidate, why } = picked;
  const target = targetOf(candidate);
  const taken = deps.availability.tryTake(target, outlook.now);
  if (taken.kind !== 'free') return null;
  if (isTimed(candidate.eligible, deps)) deps.latency.begin(target, outlook.now);
  return { candidate, lease: taken.lease, wasCooling: false, why };
}

type Picked = { readonly candidate: Candidate; readonly why: ChoiceReason };

/** Whose turn it is; null when nothing can be tried that does not cool. Takes nothing but the turn. */
export function pick(
  asking: Asking,
  tried: readonly Tried[],
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Picked | null {
  const { admission, preferred = [] } = asking;
  const { eligible } = admission.candidates;
  const why = tried.length > 0 ? 'failover' : eligible.length === 1 ? 'only' : 'rotation';
  const [preference] =
    tried.length > 0 ? [] : preferred.flatMap((one) => prefer(eligible, one, outlook) ?? []);
  if (preference?.kind === 'stays') return { candidate: preference.candidate, why: 'affinity' };
  if (preference !== undefined) return turnOf(asking, preference.group, why, outlook, deps);
  const selection = select(eligible, tried, deps.settings.current(), outlook);
  switch (selection.kind) {
    case 'none':
      return null;
    case 'stay':
      return { candidate: selection.candidate, why: 'staysInChannel' };
    case 'group': {
      // Requests of one conversation that lose their channel together meet again at one other.
      const [met] = preferred.flatMap((one) => prefer(selection.group, one, outlook) ?? []);
      if (met?.kind === 'stays') return { candidate: met.candidate, why };
      return turnOf(asking, selection.group, why, outlook, deps);
    }
  }
}

function turnOf(
  asking: Asking,
  group: readonly Eligible[],
  why: ChoiceReason,
  outlook: OutlookNow,
  deps: ChoosingDeps,
): Picked | null {
  asking.sharing?.(group);
  const eligible = whoseTurn(group, outlook, deps);
  if (eligible === undefined) return null;
  const key = deps.rotation.nextKey(eligible, ({ id }) => outlook.isKeyFree(eligible, id));
  const url = outlook.urlsOf(eligible).find(({ id }) => outlook.isUrlFree(eligible, id));
  if (key === undefined || url === undefined) return null;
  return { candidate: { eligible, key, url, upstreamModel: outlook.modelOf(eligible) }, why };
}

/** Whether it matters how fast the channel answers, so that others must know that somebody is finding out. */
function isTimed(eligible: Eligible, { settings }: ChoosingDeps): boolean {
  const isUrlTimed = eligible.channel.urlOrder === 'fastest';
  return isUrlTimed || balancingOf(eligible, settings.current()) === 'fastest';
}
