import { HISTOGRAM_BOUNDS_MS, USAGE_COUNTS } from '../../contracts/constants.ts';
import type { Figures, UsageCounts } from '../../contracts/statistics.ts';
import { percentileMs } from './percentile.ts';

/**
 * Sums of requests: the counts in the order of USAGE_COUNTS, then the histogram of the first byte, then that of the
 * duration. A flat list, because a month by channel and model is thousands of them.
 */
export type Sums = readonly number[];

const FIRST_BYTES_AT = USAGE_COUNTS.length;
const DURATIONS_AT = FIRST_BYTES_AT + HISTOGRAM_BOUNDS_MS.length + 1;
const WIDTH = DURATIONS_AT + HISTOGRAM_BOUNDS_MS.length + 1;

export function noSums(): number[] {
  return new Array<number>(WIDTH).fill(0);
}

export function addSums(to: number[], more: Sums): void {
  for (let at = 0; at < WIDTH; at++) to[at] = (to[at] ?? 0) + (more[at] ?? 0);
}

/** What sums mean: shares, percentiles and speeds, each null where there is nothing to tell it from. */
export function figuresOf(sums: Sums): Figures {
  const { streamedOutputTokens, streamingMs, firstByteMs, durationMs, ...counts } = countsOf(sums);
  const firstBytes = firstBytesOf(sums);
  const durations = durationsOf(sums);
  const cacheWrites =
    counts.cacheWrite5mTokens + counts.cacheWrite1hTokens + counts.cacheWriteTokens;
  const inputs = counts.inputTokens + counts.cacheReadTokens + cacheWrites;
  return {
    ...counts,
    // Whoever left, or cancelled, says nothing about the service.
    successRate: ratio(
      counts.answered - counts.errorAnswers,
      counts.requests - counts.clientLeft - counts.cancelled,
    ),
    cacheHitShare: ratio(counts.cacheReadTokens, inputs),
    estimatedShare: ratio(counts.estimatedRequests, counts.requests),
    outputTokensPerSecond: ratio(streamedOutputTokens * 1000, streamingMs),
    firstByteP50Ms: percentileMs(firstBytes, HISTOGRAM_BOUNDS_MS, 0.5),
    firstByteP95Ms: percentileMs(firstBytes, HISTOGRAM_BOUNDS_MS, 0.95),
    firstByteMeanMs: ratio(firstByteMs, total(firstBytes)),
    durationP50Ms: percentileMs(durations, HISTOGRAM_BOUNDS_MS, 0.5),
    durationP95Ms: percentileMs(durations, HISTOGRAM_BOUNDS_MS, 0.95),
    durationMeanMs: ratio(durationMs, total(durations)),
  };
}

/** Of the histogram of the first byte. */
export function firstBytesOf(sums: Sums): readonly number[] {
  return sums.slice(FIRST_BYTES_AT, DURATIONS_AT);
}

/** Of the histogram of the duration. */
export function durationsOf(sums: Sums): readonly number[] {
  return sums.slice(DURATIONS_AT);
}

export function countsOf(sums: Sums): UsageCounts {
  return Object.fromEntries(
    USAGE_COUNTS.map((name, at) => [name, sums[at] ?? 0]),
  ) as unknown as UsageCounts;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
