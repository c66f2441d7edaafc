import type { BlameReason, Verdict } from './classify.ts';

/** How many requests a channel served and failed within the window. */
export type HealthCounts = { readonly successes: number; readonly failures: number };

export type HealthRules = {
  /** So many requests are needed to believe the rate fully; 0 = any number will do. */
  readonly healthMinSamples: number;
  /** What a channel that fails always loses of its priority. */
  readonly healthPenaltyWeight: number;
};

/** What says only that somebody has used up what is theirs. The channel is as healthy as before. */
const NOT_ILL: ReadonlySet<BlameReason> = new Set(['quota', 'rateLimit']);

/** What an attempt says about its channel's health; null = nothing. */
export function healthOf(verdict: Verdict): 'success' | 'failure' | null {
  if (verdict.blame === 'nobody') return verdict.next === 'relay' ? 'success' : null;
  return verdict.blame === 'client' || NOT_ILL.has(verdict.reason) ? null : 'failure';
}

/** Priority less what the channel's failures cost it: as in ccLoad. */
export function effectivePriority(
  priority: number,
  { successes, failures }: HealthCounts,
  { healthMinSamples, healthPenaltyWeight }: HealthRules,
): number {
  const samples = successes + failures;
  if (samples === 0) return priority;
  const confidence = healthMinSamples > 0 ? Math.min(1, samples / healthMinSamples) : 1;
  return priority - (failures / samples) * healthPenaltyWeight * confidence;
}

/** Channels share their requests when their effective priorities lie within the same tenth. */
export function priorityBucket(effective: number): number {
  return Math.round(effective * 10);
}
