// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { href, placeOf } from '../../../../renderer/src/app/place.ts';
import {
  bucketUnit,
  dayAfter,
  lastDay,
  rangeParams,
  statisticsQuery,
  usagePlaceOf,
  type UsageRange,
} from '../../../../renderer/src/features/usage/usage-place.ts';

const NOW = Date.parse('2026-11-24T12:00Z');
const place = (query: string) => usagePlaceOf(new URLSearchParams(query));
const custom = (from: string, to: string | null = null): UsageRange => ({
  kind: 'custom',
  from,
  to,
});

describe('the place of the usage screen', () => {
  it('is the last seven days by channel until its address says something else', () => {
    expect(place('')).toEqual({
      range: { kind: 'named', name: 'last_7_days' },
      zoomedFrom: null,
      dimension: 'channel',
      filters: {},
    });
    expect(place('range=nonsense&by=colour')).toEqual(place(''));
  });

  it('is asked of the API with its filters', () => {
    const asked = place('range=today&by=model&channel=3&token=2&model=gpt-5&client=codex');
    expect(statisticsQuery(asked, NOW)).toEqual({
      range: 'today',
      bucket: 'hour',
      group: 'model',
      channelId: '3',
      tokenId: '2',
      model: 'gpt-5',
      protocol: undefined,
      client: 'codex',
    });
  });

  it('takes no id that is none', () => {
    expect(place('channel=x&token=0&model=').filters).toEqual({});
  });

  it.each<[string, UsageRange, UsageRange | null]>([
    ['a name', { kind: 'named', name: 'this_month' }, null],
    ['two days', custom('2026-11-01', '2026-11-08'), null],
    ['an open end', custom('2026-11-01'), null],
    ['a zoom', custom('1794182400000', '1794614400000'), { kind: 'named', name: 'last_30_days' }],
    ['a zoom of a zoom', custom('1', '2'), custom('2026-11-01', '2026-11-08')],
    ['a zoom of an open end', custom('1', '2'), custom('2026-11-01')],
  ])('goes through an address and back: %s', (_, range, zoomedFrom) => {
    const { params } = placeOf(href('usage', rangeParams(range, zoomedFrom)));
    expect(usagePlaceOf(params)).toMatchObject({ range, zoomedFrom });
  });

  it.each<[string, UsageRange]>([
    ['hour', { kind: 'named', name: 'today' }],
    ['day', { kind: 'named', name: 'last_30_days' }],
    ['hour', custom('2026-11-23', '2026-11-25')],
    ['hour', custom('2026-11-23')],
    ['day', custom('2026-11-01', '2026-11-08')],
    ['hour', custom(String(NOW - 3_600_000), String(NOW))],
    ['week', custom('2026-01-01')],
    ['month', custom('2023-01-01')],
  ])('has a bucket for each %s in %j', (unit, range) => {
    expect(bucketUnit(range, NOW)).toBe(unit);
  });

  it('shows the last day in place of the moment after it', () => {
    expect(lastDay('2026-03-01')).toBe('2026-02-28');
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  });
});
