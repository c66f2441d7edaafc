import type { RequestDetailView } from '#contracts/admin-api';
import { isFailedAttempt } from './request-detail.svelte.ts';

type Attempt = RequestDetailView['attempts'][number];

/** One attempt on the common time axis, in shares of the whole. */
export type Bar = {
  readonly attempt: Attempt;
  readonly isFailed: boolean;
  /** Where it began. */
  readonly start: number;
  /** From there to the first byte, or to its end without one. */
  readonly waiting: number;
  /** From the first byte to its end. */
  readonly streaming: number;
};

export type Waterfall = {
  readonly spanMs: number;
  readonly bars: readonly Bar[];
  /** Before the first attempt began. */
  readonly queuedMs: number;
};

/**
 * Puts the attempts of a request on one axis, from its acceptance to the end of whatever took longest.
 *
 * @param now epoch milliseconds; a request that runs goes on until then
 */
export function waterfallOf({ record, attempts }: RequestDetailView, now: number): Waterfall {
  const { startedAt } = record;
  const ends = attempts.map((attempt) => attempt.startedAt + attempt.durationMs);
  const spanMs = Math.max(1, Math.max(record.endedAt ?? now, ...ends) - startedAt);
  const share = (ms: number) => Math.min(1, Math.max(0, ms / spanMs));
  const bars = attempts.map((attempt): Bar => {
    const waitingMs = Math.min(attempt.firstByteMs ?? attempt.durationMs, attempt.durationMs);
    return {
      attempt,
      isFailed: isFailedAttempt(attempt),
      start: share(attempt.startedAt - startedAt),
      waiting: share(waitingMs),
      streaming: share(attempt.durationMs - waitingMs),
    };
  });
  const [first] = attempts;
  const queuedMs = first === undefined ? 0 : Math.max(0, first.startedAt - startedAt);
  return { spanMs, bars, queuedMs };
}
