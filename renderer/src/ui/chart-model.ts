/** One line, or one part of a stack. Null: nothing is known of that bucket. */
export type ChartSeries = {
  readonly key: string;
  readonly name: string;
  /** As CSS: `var(--series-1)`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
};

/** What a chart shows over buckets of time, each of the same width. */
export type ChartModel = {
  /** Bars and areas are stacked, the first series at the bottom. */
  readonly shape: 'bars' | 'areas' | 'lines';
  /** Short names of the buckets for the axis. */
  readonly ticks: readonly string[];
  /** Their full names. */
  readonly titles: readonly string[];
  readonly series: readonly ChartSeries[];
  /** The bucket that is not over yet. */
  readonly openBucket: number | null;
  /** Where the axis ends, such as 1 for shares; null: above the largest value. */
  readonly top: number | null;
  /** Are there only whole numbers? */
  readonly isWhole: boolean;
};

export function isStacked(model: ChartModel): boolean {
  return model.shape !== 'lines';
}

export function isEmpty(model: ChartModel): boolean {
  return model.series.every(({ values }) =>
    values.every((value) => value === null || (value === 0 && isStacked(model))),
  );
}

/** What all series of a bucket come to. */
export function totalOf(model: ChartModel, bucket: number): number {
  return model.series.reduce((sum, { values }) => sum + (values[bucket] ?? 0), 0);
}

/** The values as they are drawn: in a stack, each upon those below it. */
export function drawnValues(model: ChartModel): readonly (readonly (number | null)[])[] {
  if (!isStacked(model)) return model.series.map(({ values }) => values);
  const sums = model.ticks.map(() => 0);
  return model.series.map(({ values }) =>
    sums.map((below, bucket) => (sums[bucket] = below + (values[bucket] ?? 0))),
  );
}

/** Which part of a stack is at this height; null above it, and where nothing is stacked. */
export function seriesAt(model: ChartModel, bucket: number, height: number): ChartSeries | null {
  if (!isStacked(model) || height < 0) return null;
  let below = 0;
  for (const series of model.series) {
    below += series.values[bucket] ?? 0;
    if (height < below) return series;
  }
  return null;
}

/** How many buckets apart the labels of an axis stand, so that they do not touch. */
export function tickStep(buckets: number, width: number, labelWidth: number): number {
  const most = Math.max(1, Math.floor(width / labelWidth));
  const steps = [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 72, 96, 168];
  return steps.find((step) => buckets / step <= most) ?? Math.ceil(buckets / most);
}
