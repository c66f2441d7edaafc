/** Samples beyond this many are not kept: a run is bounded in memory too. */
const MAX_SAMPLES = 6_000_000;

/** Measured values, for quantiles. */
export class Samples {
  #values = new Float64Array(4096);
  #count = 0;
  #isSorted = true;

  add(value: number): void {
    if (this.#count === MAX_SAMPLES) return;
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
    this.#isSorted = false;
  }

  addAll(more: Samples): void {
    for (const value of more.#values.subarray(0, more.#count)) this.add(value);
  }

  /** Nearest-rank quantile, `share` from 0 to 1; NaN without samples. */
  quantile(share: number): number {
    // In place: further samples are appended and sorted in with the next question.
    if (!this.#isSorted) this.#values.subarray(0, this.#count).sort();
    this.#isSorted = true;
    const rank = Math.max(0, Math.ceil(share * this.#count) - 1);
    return this.#count === 0 ? Number.NaN : (this.#values[rank] ?? Number.NaN);
  }
}

/** Median of the finite values; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[middle - 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

/** Median of what the two lists come to round by round, so that what disturbs a round disturbs both sides of it. */
export function pairwise(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): { readonly median: number; readonly lowest: number; readonly highest: number } {
  const pairs = ours
    .map((our, round) => compare(our, theirs[round] ?? Number.NaN))
    .filter((value) => Number.isFinite(value));
  if (pairs.length === 0) return { median: Number.NaN, lowest: Number.NaN, highest: Number.NaN };
  return { median: median(pairs), lowest: Math.min(...pairs), highest: Math.max(...pairs) };
}
