export type RotationStep = {
  /** Index of the member whose turn it is. */
  readonly winner: number;
  /** What each member has earned and not had after this step, in turns. */
  readonly credits: readonly number[];
};

/** Credits nearer than this are equal: sums of shares such as 1/3 differ in their last bits. */
const SAME_CREDIT = 1e-9;

/**
 * One step of smooth weighted round robin, as nginx has it: everyone earns their share of a turn, who
 * has earned most takes the turn and pays for it; among equals the first in the order given. `credits`
 * holds what everyone has earned and not had so far, in turns; begin with zeros.
 *
 * With whole weights that stay the same, everyone has exactly as many turns as their weight says in
 * every run of as many steps as the weights add up to. Nobody is ever a whole turn ahead of their
 * share; with two members or equal weights nobody is a whole turn behind either. (With many unequal
 * ones a turn may be late by a little more; the algorithm promises no fixed bound.)
 *
 * nginx counts in weights; turns have the advantage that a credit stays worth the same when weights or
 * members change, so that nobody waits for a debt of former, larger weights to be paid. A weight of 0
 * or less has no share, unless nobody has one: then all shares are equal.
 */
export function rotate(weights: readonly number[], credits: readonly number[]): RotationStep {
  let total = 0;
  for (const weight of weights) if (weight > 0) total += weight;
  const isEqual = total === 0;
  if (isEqual) total = weights.length;

  const next: number[] = [];
  let winner = -1;
  let most = -Infinity;
  for (const [index, given] of weights.entries()) {
    const credit = credits[index] ?? 0;
    const weight = isEqual ? 1 : given;
    const earned = weight > 0 ? credit + weight / total : credit;
    next.push(earned);
    if (weight > 0 && (winner < 0 || earned > most + SAME_CREDIT)) {
      winner = index;
      most = earned;
    }
  }
  if (winner < 0) throw new Error('A rotation needs at least one member.');
  next[winner] = most - 1;
  return { winner, credits: next };
}
