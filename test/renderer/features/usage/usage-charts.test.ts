// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { StatisticsGroup } from '#contracts/statistics';
import { groupRows } from '../../../../renderer/src/features/usage/group-rows.ts';
import { usageTexts } from '../../../../renderer/src/features/usage/texts.ts';
import {
  chartFrame,
  chartGroups,
  groupSeries,
  lineSeries,
  peakOf,
  SUCCESS_LINES,
} from '../../../../renderer/src/features/usage/usage-charts.ts';
import { usagePlaceOf } from '../../../../renderer/src/features/usage/usage-place.ts';
import { someFigures, someStatistics } from '../../support/builders.ts';

const HOUR_MS = 3_600_000;

function channels(count: number): StatisticsGroup[] {
  return Array.from({ length: count }, (_, at) => ({
    key: { channelId: at + 1, channelName: `c${at + 1}` },
    total: someFigures({ costNanoUsd: at, requests: count - at }),
    buckets: [someFigures({ costNanoUsd: at }), null],
  }));
}

const rowsOf = (groups: StatisticsGroup[]) =>
  groupRows(someStatistics({ groups }), 'channel', usageTexts.en);
const seriesOf = (groups: StatisticsGroup[]) =>
  groupSeries(chartGroups(rowsOf(groups)), 'channel', 'Other', (one) => one.costNanoUsd);

describe('the series of a chart', () => {
  it('are the six groups that cost most, and all others as one', () => {
    const series = seriesOf(channels(9));
    expect(series.map(({ name }) => name)).toEqual(['c9', 'c8', 'c7', 'c6', 'c5', 'c4', 'Other']);
    expect(series.at(-1)).toMatchObject({ values: [0 + 1 + 2, 0], colour: 'var(--series-other)' });
  });

  it('have no others where all stand for themselves', () => {
    expect(seriesOf(channels(2)).map(({ name }) => name)).toEqual(['c2', 'c1']);
  });

  it('have the colour of their channel', () => {
    expect(seriesOf(channels(2)).map(({ colour }) => colour)).toEqual([
      'var(--series-2)',
      'var(--series-1)',
    ]);
  });

  it('count groups that are not listed among the others', () => {
    const rest = {
      key: null,
      total: someFigures(),
      buckets: [someFigures({ costNanoUsd: 70 }), null],
    };
    expect(seriesOf([...channels(1), rest]).at(-1)).toMatchObject({
      name: 'Other',
      values: [70, 0],
    });
  });

  it('of shares have gaps where nothing is known', () => {
    const statistics = someStatistics({
      buckets: [someFigures({ successRate: 0.5 }), someFigures()],
    });
    const data = {
      place: usagePlaceOf(new URLSearchParams()),
      unit: 'day' as const,
      at: 0,
      statistics,
    };
    expect(lineSeries(data, SUCCESS_LINES, { success: 'Success' })[0]?.values).toEqual([0.5, null]);
  });
});

describe('the bucket that is not over yet', () => {
  const open = (at: number) =>
    chartFrame(
      {
        place: usagePlaceOf(new URLSearchParams()),
        unit: 'day',
        at,
        statistics: someStatistics(),
      },
      'en',
    ).openBucket;

  it('is the one that the present is in', () => {
    expect(open(30 * HOUR_MS)).toBe(1);
    expect(open(HOUR_MS)).toBe(0);
  });

  it('does not exist in a range that is over', () => {
    expect(open(48 * HOUR_MS)).toBeNull();
  });
});

describe('the peak', () => {
  it('is the first bucket with the most, if there is anything', () => {
    expect(peakOf([1, 3, 3])).toBe(1);
    expect(peakOf([0, 0])).toBeNull();
    expect(peakOf([])).toBeNull();
  });
});
