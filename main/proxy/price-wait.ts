import type { Token } from '../contracts/token.ts';
import type { Candidates } from '../core/candidates.ts';
import { hasMoneyLimit } from '../core/limits/limit-reason.ts';
import type { Estimates } from './estimates.ts';

/** Waits for prices that a limit of money will ask for; null when there is none, or all were asked for before. */
export function pricesForLimits({
  token,
  candidates,
  estimates,
}: {
  readonly token: Token | null;
  readonly candidates: Candidates;
  readonly estimates: Estimates;
}): Promise<void> | null {
  const isTokenLimited = token !== null && hasMoneyLimit(token.limits);
  const limited = candidates.eligible.filter(
    ({ channel }) => isTokenLimited || hasMoneyLimit(channel.limits),
  );
  if (limited.length === 0) return null;
  return estimates.prepare(limited.flatMap(({ upstreamModels }) => upstreamModels));
}
