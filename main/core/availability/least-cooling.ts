import type { BlameReason } from '../classify.ts';
import type { Circuit } from './circuit.ts';

/** What stands in the way of a part of a channel at which nobody is trying anything. */
export type Bar = {
  /** Epoch ms; -1 = it may be tried now. */
  readonly until: number;
  /** Nothing failed: it only asked for a pause. */
  readonly isPause: boolean;
};

/** A part that was chosen among its like, by what stands in its way. */
type Chosen<T> = Bar & { readonly part: T };

/** The best of some parts of a kind: of all, and of those that only asked for a pause. */
export type Least<T> = { readonly any: Chosen<T>; readonly pausing: Chosen<T> | null };

const RATE_LIMITS: ReadonlySet<BlameReason> = new Set(['rateLimit', 'quota']);

export const NO_BAR: Bar = { until: -1, isPause: true };

/** `isHeld`: it stays open after its time. */
export function barOf(circuit: Circuit, isHeld: boolean, now: number): Bar {
  // Half-open is as good as closed.
  if (circuit.until <= now && !isHeld) return NO_BAR;
  return { until: circuit.until, isPause: isPause(circuit.reason) };
}

export function isPause(reason: BlameReason): boolean {
  return RATE_LIMITS.has(reason);
}

/** Of parts of one kind what comes back first; among equals the first. Null when there are none. */
export function leastCooling<T>(parts: readonly T[], barOfPart: (part: T) => Bar): Least<T> | null {
  let any: Chosen<T> | null = null;
  let pausing: Chosen<T> | null = null;
  for (const part of parts) {
    const { until, isPause: isPausing } = barOfPart(part);
    const isBest = any === null || until < any.until;
    const isBestPause = isPausing && (pausing === null || until < pausing.until);
    if (!isBest && !isBestPause) continue;
    const chosen = { part, until, isPause: isPausing };
    if (isBest) any = chosen;
    if (isBestPause) pausing = chosen;
    // Nothing is better than what may be tried now.
    if (until < 0) break;
  }
  return any === null ? null : { any, pausing };
}

/** What stands in the way of the best candidate of a channel: of what is in its own way and of each kind of its parts. */
export function joined(whole: Bar, parts: readonly (Least<unknown> | null)[]): Bar {
  let { isPause } = whole;
  for (const least of parts) if (least !== null && least.pausing === null) isPause = false;
  let { until } = whole;
  for (const least of parts) {
    if (least !== null) until = Math.max(until, chosenOf(least, isPause).until);
  }
  return { until, isPause };
}

/** The part that the best candidate is made with. */
export function chosenOf<T>({ any, pausing }: Least<T>, isPause: boolean): Chosen<T> {
  return isPause ? (pausing ?? any) : any;
}
