/** Index of one of `count`, each as likely as the others. `random` gives 0 ≤ x < 1. */
export function pickRandom(count: number, random: () => number): number {
  return Math.floor(random() * count);
}

/** Index of one of these, as likely as its weight says. With no weight above 0 all are as likely. */
export function pickWeighted(weights: readonly number[], random: () => number): number {
  let total = 0;
  for (const weight of weights) if (weight > 0) total += weight;
  if (total === 0) return pickRandom(weights.length, random);
  let left = random() * total;
  let last = 0;
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue;
    last = index;
    left -= weight;
    if (left < 0) break;
  }
  // Rounding may leave a last bit over; it belongs to the last one that has a share.
  return last;
}
