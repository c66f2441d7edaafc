import { objectAt, type JsonObject } from '../gate/event-json.ts';

const NANO_PER_USD = 1e9;
/** xAI counts in ten-billionths of a dollar. */
const TICKS_PER_NANO_USD = 10;

/**
 * What the vendor says it charges: OpenRouter's credits are dollars, Perplexity lists its parts, DeepInfra estimates.
 * Null when it says nothing.
 */
export function vendorCostNanoUsd(usage: JsonObject): number | null {
  const ticks = amount(usage['cost_in_usd_ticks']);
  if (ticks !== null) return rounded(ticks / TICKS_PER_NANO_USD);
  const usd =
    amount(usage['cost']) ??
    amount(objectAt(usage, 'cost')?.['total_cost']) ??
    amount(usage['estimated_cost']);
  return usd === null ? null : rounded(usd * NANO_PER_USD);
}

function amount(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}

function rounded(nanoUsd: number): number | null {
  return nanoUsd <= Number.MAX_SAFE_INTEGER ? Math.round(nanoUsd) : null;
}
