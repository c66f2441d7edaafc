/** Indexes of those with the fewest attempts in flight, and of these the ones with the largest weight; their rotation decides. */
export function leastInFlight(inFlight: readonly number[], weights: readonly number[]): number[] {
  let best: number[] = [];
  let fewest = Infinity;
  let heaviest = -Infinity;
  for (const [index, count] of inFlight.entries()) {
    const weight = weights[index] ?? 0;
    if (count > fewest || (count === fewest && weight < heaviest)) continue;
    if (count < fewest || weight > heaviest) best = [];
    fewest = count;
    heaviest = weight;
    best.push(index);
  }
  return best;
}
