import type { InFlightView } from '#contracts/live-events';
import { PROTOCOL_NAMES } from '../channels/channel-facts.ts';

/** A stretch of a request's time, in shares of the scale: 0 is its beginning, 1 the end of the scale. */
export type Stretch = {
  readonly kind: 'queued' | 'failed' | 'waiting' | 'streaming';
  readonly from: number;
  readonly to: number;
};

/** Ends of the scale. It grows in steps, so that bars do not shrink with every tick. */
const SCALES_MS = [2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 900_000, 3_600_000];

/** One scale for all rows: else a short request would look as long as a long one. */
export function scaleFor(longestMs: number): number {
  return SCALES_MS.find((scale) => scale >= longestMs) ?? longestMs;
}

/** Of a scale: two pixels of its bars. */
const SMALLEST_SHARE = 0.02;

/**
 * How far the bars of a running request have grown: by what can be seen, and each in its own time, so that few change at
 * once.
 *
 * @param now epoch milliseconds by the server's clock
 */
export function grownTo(now: number, startedAt: number, scaleMs: number): number {
  const step = scaleMs * SMALLEST_SHARE;
  const steps = Math.floor((now - startedAt) / step);
  return startedAt + Math.max(1, steps) * step;
}

type Course = Pick<InFlightView, 'startedAt' | 'firstByteMs' | 'attempts'>;

/**
 * How a request has spent its time.
 *
 * @param now epoch milliseconds by the server's clock, or when it ended
 */
export function stretches(view: Course, now: number, scaleMs: number): readonly Stretch[] {
  const { startedAt, firstByteMs } = view;
  const share = (at: number) => Math.min(1, Math.max(0, (at - startedAt) / scaleMs));
  const found: Stretch[] = [];
  const add = (kind: Stretch['kind'], from: number, to: number) => {
    if (to > from) found.push({ kind, from: share(from), to: share(to) });
  };
  let until = startedAt;
  for (const attempt of view.attempts) {
    add('queued', until, attempt.startedAt);
    until = attempt.endedAt ?? now;
    const isFailed = attempt.endedAt !== null && attempt !== view.attempts.at(-1);
    const firstByteAt = firstByteMs === null ? null : startedAt + firstByteMs;
    if (isFailed) {
      add('failed', attempt.startedAt, until);
    } else if (firstByteAt === null || firstByteAt < attempt.startedAt) {
      add('waiting', attempt.startedAt, until);
    } else {
      add('waiting', attempt.startedAt, firstByteAt);
      add('streaming', firstByteAt, until);
    }
  }
  if (view.attempts.length === 0 || view.attempts.at(-1)?.endedAt != null)
    add('queued', until, now);
  return found;
}

/** What a request came as, and what it is sent as; null where that is the same. */
export function conversionOf({
  protocol,
  convertedTo,
}: Pick<InFlightView, 'protocol' | 'convertedTo'>): string | null {
  if (convertedTo === null) return null;
  const from = protocol === null ? '?' : PROTOCOL_NAMES[protocol];
  return `${from} → ${PROTOCOL_NAMES[convertedTo]}`;
}
