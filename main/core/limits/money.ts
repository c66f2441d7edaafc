import type { UNKNOWN_PRICE_RULES } from '../../contracts/constants.ts';

/** Whole nano-dollars: 2^53 of them are nine million dollars, so plain numbers count them exactly. */
const NANO = 1_000_000_000;

/** What the books say of one limit. */
export type Spending = { readonly spentNanoUsd: number; readonly reservedNanoUsd: number };

export type MoneyVerdict =
  | 'admit'
  /** It would fit, if running requests had not reserved the rest. */
  | 'reserved'
  | 'over'
  | 'unknownPrice';

/**
 * Whether a request of this estimate fits under a limit. There has to be something left, and the estimate has to fit into
 * it: so the limit is exceeded by no more than the requests that run turn out dearer than estimated. A null estimate is
 * a model without a known price.
 */
export function judgeMoney(
  limitUsd: number,
  { spentNanoUsd, reservedNanoUsd }: Spending,
  estimateNanoUsd: number | null,
  unknownPrice: (typeof UNKNOWN_PRICE_RULES)[number],
): MoneyVerdict {
  const unspentNanoUsd = toNanoUsd(limitUsd) - spentNanoUsd;
  if (unspentNanoUsd <= 0) return 'over';
  if (estimateNanoUsd === null && unknownPrice === 'refuse') return 'unknownPrice';
  const estimate = estimateNanoUsd ?? 0;
  if (estimate > unspentNanoUsd) return 'over';
  const leftNanoUsd = unspentNanoUsd - reservedNanoUsd;
  return leftNanoUsd > 0 && estimate <= leftNanoUsd ? 'admit' : 'reserved';
}

export function toNanoUsd(usd: number): number {
  return Math.round(usd * NANO);
}

export function toUsd(nanoUsd: number): number {
  return nanoUsd / NANO;
}
