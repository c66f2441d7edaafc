import type { HealthCell } from '#contracts/statistics';

/**
 * How many of a channel's attempts succeeded, from 0 to 1; null when there were none. Requests would not tell: one that
 * another channel made good counts for that one alone.
 */
export function successShare(cells: readonly (HealthCell | null)[]): {
  readonly share: number | null;
  readonly attempts: number;
} {
  const known = cells.filter((cell) => cell !== null);
  const successes = known.reduce((sum, { success }) => sum + success, 0);
  const others = known.reduce((sum, { failure, rateLimited }) => sum + failure + rateLimited, 0);
  const attempts = successes + others;
  return { share: attempts === 0 ? null : successes / attempts, attempts };
}
