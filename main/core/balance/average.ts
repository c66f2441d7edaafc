/** An exponentially weighted average of what was measured, and when that was last. */
export type Average = { readonly value: number; readonly at: number };

/** Weight of a new measurement. */
const ALPHA = 0.3;

/** What was known loses half of its weight in this time: after a quiet hour the next measurement says nearly all. */
const HALF_LIFE_MS = 10 * 60_000;

/** After so long without a measurement nothing is known. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

/** The average with one more measurement. */
export function averaged(past: Average | null, measured: number, now: number): Average {
  if (past === null || isForgotten(past, now)) return { value: measured, at: now };
  const age = Math.max(0, now - past.at);
  const weight = (1 - ALPHA) * 0.5 ** (age / HALF_LIFE_MS);
  return { value: past.value * weight + measured * (1 - weight), at: now };
}

export function isForgotten(average: Average, now: number): boolean {
  return now - average.at >= FORGOTTEN_AFTER_MS;
}
