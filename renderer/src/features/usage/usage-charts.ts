import type { Dimension, Figures } from '#contracts/statistics';
import type { ChartModel, ChartSeries } from '../../ui/chart-model.ts';
import { OTHER_COLOUR, seriesColours } from '../../ui/series-colour.ts';
import { bucketLabels } from './bucket-labels.ts';
import { isId } from './usage-place.ts';
import { cacheWriteTokens, type GroupRow } from './group-rows.ts';
import type { UsageData } from './usage-report.svelte.ts';

/** More could not be told apart by their colours. */
const MOST_SERIES = 6;

export const OTHER_SERIES = 'other';

type Frame = Omit<ChartModel, 'shape' | 'series' | 'top' | 'isWhole'>;

/** What all charts of a range have in common. */
export function chartFrame(data: UsageData, locale: string): Frame {
  const { starts, range, zone } = data.statistics;
  const isOpen = range.to > data.at;
  return {
    ...bucketLabels({ starts, end: range.to, unit: data.unit, zone }, locale),
    openBucket: isOpen ? starts.findLastIndex((start) => start <= data.at) : null,
  };
}

/** The groups that stand for themselves in a chart, and those that are added up. */
export type ChartGroups = {
  readonly shown: readonly GroupRow[];
  readonly rest: readonly GroupRow[];
};

/** The same groups in every chart: those that cost most, and with nothing paid those asked most. */
export function chartGroups(rows: readonly GroupRow[]): ChartGroups {
  const weighty = rows
    .filter(({ key }) => key !== null)
    .toSorted(
      (a, b) =>
        b.figures.costNanoUsd - a.figures.costNanoUsd || b.figures.requests - a.figures.requests,
    );
  const shown = weighty.slice(0, MOST_SERIES);
  return { shown, rest: rows.filter((row) => !shown.includes(row)) };
}

/** One series for each group, and one for all that are left over. */
export function groupSeries(
  { shown, rest }: ChartGroups,
  dimension: Dimension,
  otherName: string,
  valueOf: (figures: Figures) => number,
): readonly ChartSeries[] {
  const keyOf = ({ value }: GroupRow) =>
    value === null ? null : isId(dimension) ? Number(value) : value;
  const colours = seriesColours(shown.map(keyOf).filter((key) => key !== null));
  const series = shown.map((row) => {
    const key = keyOf(row);
    return {
      key: row.id,
      name: row.name,
      colour: (key === null ? undefined : colours.get(key)) ?? OTHER_COLOUR,
      values: row.buckets.map((figures) => (figures === null ? 0 : valueOf(figures))),
    };
  });
  if (rest.length === 0) return series;
  const [first] = rest;
  const values = (first?.buckets ?? []).map((_, bucket) =>
    rest.reduce((sum, { buckets }) => {
      const figures = buckets[bucket];
      return figures == null ? sum : sum + valueOf(figures);
    }, 0),
  );
  return [...series, { key: OTHER_SERIES, name: otherName, colour: OTHER_COLOUR, values }];
}

type Line<Name extends string> = readonly [
  name: Name,
  colour: number,
  valueOf: (figures: Figures) => number | null,
];

export const TOKEN_LINES = [
  ['cacheRead', 6, (one) => one.cacheReadTokens],
  ['cacheWrite', 3, cacheWriteTokens],
  ['input', 1, (one) => one.inputTokens],
  ['output', 2, (one) => one.outputTokens],
] as const satisfies readonly Line<string>[];

export const FIRST_BYTE_LINES = [
  ['p50', 1, (one) => one.firstByteP50Ms],
  ['p95', 2, (one) => one.firstByteP95Ms],
] as const satisfies readonly Line<string>[];

export const SUCCESS_LINES = [
  ['success', 3, (one) => one.successRate],
] as const satisfies readonly Line<string>[];

/** Series of what all requests of a bucket come to. */
export function lineSeries<Name extends string>(
  data: UsageData,
  lines: readonly Line<Name>[],
  names: Readonly<Record<Name, string>>,
): readonly ChartSeries[] {
  return lines.map(([name, colour, valueOf]) => ({
    key: name,
    name: names[name],
    colour: `var(--series-${colour})`,
    values: data.statistics.buckets.map(valueOf),
  }));
}

/** The bucket with the most, for the sentence about a chart; null where there is nothing. */
export function peakOf(values: readonly number[]): number | null {
  const most = Math.max(0, ...values);
  return most === 0 ? null : values.indexOf(most);
}
