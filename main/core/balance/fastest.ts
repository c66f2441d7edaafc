import { pickRandom } from './random.ts';

/** Share of the picks that goes to the slower ones, so that one that has become fast is noticed. */
export const EXPLORING_SHARE = 0.05;

/** How long one answers, milliseconds; null = nobody knows, `Infinity` = somebody is finding out. */
export type Speed = number | null;

/**
 * Indexes of those among whom the rotation may decide: the ones never measured, else the fastest, and
 * now and then the others. One that is being measured for the first time waits its turn at the end:
 * if it hangs, not everybody has to hang there.
 */
export function fastest(speeds: readonly Speed[], random: () => number): number[] {
  const unmeasured: number[] = [];
  let best = -1;
  for (const [index, speed] of speeds.entries()) {
    if (speed === null) unmeasured.push(index);
    else if (best < 0 || speed < (speeds[best] ?? Infinity)) best = index;
  }
  if (unmeasured.length > 0) return unmeasured;
  if (speeds.length < 2) return [0];
  const everyone = [...speeds.keys()];
  if (speeds[best] === Infinity) return everyone;
  return random() < EXPLORING_SHARE ? everyone.filter((index) => index !== best) : [best];
}

/** Indexes in the order to be tried: one of those that `fastest` names, any of them, then the others from fast to slow. */
export function fastestFirst(speeds: readonly Speed[], random: () => number): number[] {
  const front = fastest(speeds, random);
  const first = front[pickRandom(front.length, random)];
  const bySpeed = [...speeds.keys()].toSorted(
    (a, b) => (speeds[a] ?? 0) - (speeds[b] ?? 0) || a - b,
  );
  return first === undefined ? bySpeed : [first, ...bySpeed.filter((index) => index !== first)];
}
