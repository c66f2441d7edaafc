type RotationMember = { readonly id: number; readonly weight: number };

export type RotationStep = {
  /** Id of the member whose turn it is. */
  readonly winner: number;
  /** To be passed to the next step. */
  readonly current: ReadonlyMap<number, number>;
};

/** Credits nearer than this are equal: sums of shares such as 1/3 differ in their last bits. */
const SAME_CREDIT = 1e-9;

/**
 * One step of smooth weighted round robin, as nginx has it: everyone earns their share of a turn, who
 * has earned most takes the turn and pays for it; among equals the first in the order given. `current`
 * holds what everyone has earned and not had, in turns; begin with an empty map.
 *
 * With whole weights that stay the same, everyone has exactly as many turns as their weight says in
 * every run of as many steps as the weights add up to. Nobody is ever a whole turn ahead of their
 * share; with two members or equal weights nobody is a whole turn behind either. (With many unequal
 * ones a turn may be late by a little more; the algorithm promises no fixed bound.)
 *
 * nginx counts in weights; turns have the advantage that a credit stays worth the same when weights or
 * members change, so that nobody waits for a debt of former, larger weights to be paid. A member that
 * is absent keeps its credit. A weight of 0 or less has no share, unless nobody has one: then all
 * shares are equal.
 */
export function rotate(
  members: readonly RotationMember[],
  current: ReadonlyMap<number, number>,
): RotationStep {
  const weighted = members.filter((member) => member.weight > 0);
  const sharing = weighted.length > 0 ? weighted : members.map(({ id }) => ({ id, weight: 1 }));
  const total = sharing.reduce((sum, member) => sum + member.weight, 0);

  const next = new Map(current);
  let winner: number | null = null;
  let most = -Infinity;
  for (const { id, weight } of sharing) {
    const credit = (current.get(id) ?? 0) + weight / total;
    next.set(id, credit);
    if (winner === null || credit > most + SAME_CREDIT) {
      winner = id;
      most = credit;
    }
  }
  if (winner === null) throw new Error('A rotation needs at least one member.');
  next.set(winner, most - 1);
  return { winner, current: next };
}
