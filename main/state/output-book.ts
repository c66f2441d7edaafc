/** Steps of a quarter of an octave: an estimate is off by a fifth at most. */
const STEPS_PER_OCTAVE = 4;
const STEPS = 24 * STEPS_PER_OCTAVE;

/** Names of models come from clients; the one that was used least lately makes room. */
const MAX_MODELS = 500;

/** Beyond this all counts are halved, so that what a model did lately counts most. */
const MAX_SAMPLES = 1000;

const SHARE = 0.95;

type Histogram = { readonly counts: Uint16Array; total: number };

/** How long the answers of each model are, to estimate what the next one may cost. */
export class OutputBook {
  readonly #models = new Map<string, Histogram>();

  /** One answer's output tokens, as its usage says. */
  add(model: string, outputTokens: number): void {
    const histogram = this.#models.get(model) ?? { counts: new Uint16Array(STEPS), total: 0 };
    this.#models.delete(model);
    this.#models.set(model, histogram);
    const step = stepOf(outputTokens);
    histogram.counts[step] = (histogram.counts[step] ?? 0) + 1;
    histogram.total += 1;
    if (histogram.total > MAX_SAMPLES) halve(histogram);
    for (const oldest of this.#models.keys()) {
      if (this.#models.size <= MAX_MODELS) break;
      this.#models.delete(oldest);
    }
  }

  /** Output tokens that 95 of 100 answers do not exceed; null when none has been seen. */
  p95(model: string): number | null {
    const histogram = this.#models.get(model);
    if (histogram === undefined) return null;
    let left = Math.ceil(histogram.total * SHARE);
    const step = histogram.counts.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    return Math.floor(2 ** (step / STEPS_PER_OCTAVE));
  }
}

/** The step whose upper end is the first not below the count. */
function stepOf(outputTokens: number): number {
  const step = Math.ceil(Math.log2(Math.max(1, outputTokens)) * STEPS_PER_OCTAVE);
  return Math.min(STEPS - 1, step);
}

/** Rounds up, so that what was seen once is not forgotten. */
function halve(histogram: Histogram): void {
  histogram.total = 0;
  for (const [step, count] of histogram.counts.entries()) {
    const half = Math.ceil(count / 2);
    histogram.counts[step] = half;
    histogram.total += half;
  }
}
