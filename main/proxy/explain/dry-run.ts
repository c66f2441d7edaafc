import type { Choice as ChoiceReason } from '../../contracts/record.ts';
import type { Eligible } from '../../core/candidates.ts';
import type { Verdict } from '../../core/classify.ts';
import { LIKELY_THROW } from '../../core/explain/shares.ts';
import type { Candidate, Tried } from '../../core/select.ts';
import type { Asking, ChoosingDeps } from '../choice.ts';
import { mayTry, pick } from '../choose.ts';
import { heldTargets, lastResorts, targetOf } from '../cooling.ts';
import { OutlookNow } from '../outlook.ts';

/** One attempt that would be made. */
export type Step = {
  readonly candidate: Candidate;
  readonly why: ChoiceReason;
  readonly wasCooling: boolean;
  /** Among whom the balancing decided; empty when it was not asked. */
  readonly sharing: readonly Eligible[];
};

export type DryRun = {
  readonly steps: readonly Step[];
  /** There is none, and it would wait for what others are trying. */
  readonly waits: boolean;
};

/** Nothing else of the channel is worth a try. */
const WHOLLY_FAILED: Verdict = {
  next: 'nextChannel',
  blame: 'channel',
  reason: 'server',
  statedUntil: null,
  firstCooldownMs: 0,
};

/**
 * The attempts that a request would make one after another, if each channel failed as a whole. The decisions are those
 * of `choose`; only nothing is taken: the turns are those of a copy, and chance does what is likeliest.
 */
export function dryRun(
  request: Pick<Asking, 'admission' | 'preferred' | 'barredBy'>,
  deps: ChoosingDeps,
): DryRun {
  const dry = { ...deps, rotation: deps.rotation.copy(), random: () => LIKELY_THROW };
  const groups: (readonly Eligible[])[] = [];
  const asking: Asking = {
    ...request,
    call: { isOver: false },
    ledger: { firstAttemptAt: null },
    sharing: (group) => groups.push(group),
  };
  const tried: Tried[] = [];
  const steps: Step[] = [];
  while (mayTry(asking, tried, dry)) {
    const next = nextStep(asking, tried, dry);
    if (next === null) break;
    const { candidate, wasCooling } = next;
    // Told only where the balancing was asked.
    const sharing = groups.pop() ?? [];
    steps.push({ ...next, sharing: wasCooling ? [] : sharing });
    tried.push({ candidate, verdict: WHOLLY_FAILED, wasCooling });
  }
  const outlook = new OutlookNow(dry, asking.barredBy ?? null);
  const waits = steps.length === 0 && heldTargets(asking, [], outlook, dry).length > 0;
  return { steps, waits };
}

function nextStep(
  asking: Asking,
  tried: readonly Tried[],
  deps: ChoosingDeps,
): Omit<Step, 'sharing'> | null {
  const { availability } = deps;
  const outlook = new OutlookNow(deps, asking.barredBy ?? null);
  const picked = pick(asking, tried, outlook, deps);
  if (picked !== null && availability.stateOf(targetOf(picked.candidate)).kind === 'free') {
    return { ...picked, wasCooling: false };
  }
  const resorts = lastResorts(asking, tried, outlook, deps);
  return resorts.find(({ candidate }) => availability.canTakeAnyway(targetOf(candidate))) ?? null;
}
