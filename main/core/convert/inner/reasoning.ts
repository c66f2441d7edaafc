import type { Effort, Reasoning } from './request.ts';

/** What an effort is worth in tokens of thinking, where a protocol wants a number. */
const BUDGETS: readonly (readonly [effort: Effort, tokens: number])[] = [
  ['none', 0],
  ['minimal', 1024],
  ['low', 4096],
  ['medium', 12_288],
  ['high', 24_576],
  ['xhigh', 32_768],
  ['max', 49_152],
];

const EFFORTS: ReadonlySet<unknown> = new Set(BUDGETS.map(([effort]) => effort));

export function effortOf(value: unknown): Effort | null {
  return EFFORTS.has(value) ? (value as Effort) : null;
}

/** How many tokens may be thought; null where that is left to the model. */
export function budgetOf({ budgetTokens, effort }: Reasoning): number | null {
  if (budgetTokens !== null) return budgetTokens < 0 ? null : budgetTokens;
  return BUDGETS.find(([name]) => name === effort)?.[1] ?? null;
}

/** The effort that is nearest to what was asked for; null where that is left to the model. */
export function nearestEffort(reasoning: Reasoning): Effort | null {
  if (!reasoning.isOn) return 'none';
  if (reasoning.effort !== null) return reasoning.effort;
  const budget = budgetOf(reasoning);
  if (budget === null) return null;
  // The middle between two efforts belongs to the smaller one.
  let nearest: Effort = 'none';
  let distance = Infinity;
  for (const [effort, tokens] of BUDGETS) {
    if (Math.abs(tokens - budget) >= distance) continue;
    nearest = effort;
    distance = Math.abs(tokens - budget);
  }
  return nearest;
}
