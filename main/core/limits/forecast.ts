import type { Forecast } from '../../contracts/limits.ts';
import type { Budget } from './budget.ts';

const HOUR_MS = 60 * 60_000;

/** What was spent in an hour, or in what was watched of it. */
export type SpentHour = { readonly from: number; readonly to: number; readonly nanoUsd: number };

/** How far back spending is looked at: a week has all its days in it. */
export const PACE_WINDOW_MS = 7 * 24 * HOUR_MS;

/** A rate is no rate before it was watched for this long: the first request would be taken for a habit. */
const LEAST_WATCHED_MS = HOUR_MS;

/**
 * Spending counts half as much for each of these that it lies back. A day's budget is told by the last hours; a month's
 * by the last days, because a night says nothing of the month.
 */
const HALF_LIFE_MS = { day: 3 * HOUR_MS, month: 48 * HOUR_MS } as const;

/**
 * Nano-dollars a millisecond of late; null when too little is known. `hours` ascend, and spending was watched from the
 * first of them on: hours between them that are missing are hours without spending.
 */
export function paceOf(
  hours: readonly SpentHour[],
  period: 'day' | 'month',
  now: number,
): number | null {
  const since = Math.max(hours[0]?.from ?? now, now - PACE_WINDOW_MS);
  if (now - since < LEAST_WATCHED_MS) return null;
  // The weight of a span is that of all its moments.
  const halfLifeMs = HALF_LIFE_MS[period];
  const weightUpTo = (at: number): number => 2 ** ((at - now) / halfLifeMs);
  let weighted = 0;
  for (const { from, to, nanoUsd } of hours) {
    if (from < since || from > now) continue;
    // An hour may begin with what was spent in it.
    const until = Math.max(from + 1, Math.min(now, to));
    weighted += (nanoUsd / (until - from)) * (weightUpTo(until) - weightUpTo(from));
  }
  return weighted / (1 - weightUpTo(since));
}

/** When a budget will be spent, if spending goes on as it did of late. */
export function forecastOf(
  budget: Budget & { readonly endsAt: number },
  pace: number | null,
  now: number,
): Forecast {
  const leftNanoUsd = budget.limitNanoUsd - budget.spentNanoUsd;
  if (leftNanoUsd <= 0) return { kind: 'spent' };
  if (pace === null) return { kind: 'unknown' };
  if (pace <= 0) return { kind: 'lasts' };
  const at = now + leftNanoUsd / pace;
  return at < budget.endsAt ? { kind: 'runsOut', at: Math.round(at) } : { kind: 'lasts' };
}
