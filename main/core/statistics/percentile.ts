/**
 * A percentile of times of which only a histogram is left: within the span that it falls into, times are taken to be
 * spread evenly, as Prometheus does it. What lies beyond the last bound is said to be that bound: at least so long.
 *
 * @param counts one for each bound, of what is at most that, and a last one for all that is more
 * @param share 0.95 for the 95th percentile
 * @returns null when nothing was counted
 */
export function percentileMs(
  counts: readonly number[],
  boundsMs: readonly number[],
  share: number,
): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  let lowMs = 0;
  for (const [at, highMs] of boundsMs.entries()) {
    const count = counts[at] ?? 0;
    if (count > 0 && below + count >= rank) {
      return Math.round(lowMs + ((highMs - lowMs) * (rank - below)) / count);
    }
    below += count;
    lowMs = highMs;
  }
  return lowMs;
}
