import type { AttemptStatistics } from '#contracts/statistics';

type Outcome = { readonly outcome: string; readonly count: number; readonly share: number };

/** How the attempts with a key ended: what was answered first, then what failed most. */
export function outcomesOf({ attempts, outcomes }: AttemptStatistics): readonly Outcome[] {
  return Object.entries(outcomes)
    .map(([outcome, count]) => ({ outcome, count, share: count / attempts }))
    .sort(
      (a, b) =>
        Number(b.outcome === 'answered') - Number(a.outcome === 'answered') || b.count - a.count,
    );
}
