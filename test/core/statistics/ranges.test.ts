import { describe, expect, it } from 'vitest';
import { localZone } from '../../../main/app/local-zone.ts';
import type { RangeName } from '../../../main/contracts/statistics.ts';
import { namedRange } from '../../../main/core/statistics/ranges.ts';

// A Sunday, the day on which clocks went back.
const NOW = Date.parse('2026-10-25T11:00:00Z');
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('a range by its name', () => {
  it.each<[RangeName, string, string]>([
    ['last_hour', '2026-10-25T10:00', '2026-10-25T11:00'],
    ['last_24_hours', '2026-10-24T11:00', '2026-10-25T11:00'],
    ['today', '2026-10-24T22:00', '2026-10-25T11:00'],
    ['yesterday', '2026-10-23T22:00', '2026-10-24T22:00'],
    ['day_before_yesterday', '2026-10-22T22:00', '2026-10-23T22:00'],
    ['this_week', '2026-10-18T22:00', '2026-10-25T11:00'],
    ['last_week', '2026-10-11T22:00', '2026-10-18T22:00'],
    ['this_month', '2026-09-30T22:00', '2026-10-25T11:00'],
    ['last_month', '2026-08-31T22:00', '2026-09-30T22:00'],
    ['last_7_days', '2026-10-18T22:00', '2026-10-25T11:00'],
    ['last_30_days', '2026-09-25T22:00', '2026-10-25T11:00'],
  ])('%s', (name, from, to) => {
    const range = namedRange(localZone('Europe/Berlin'), name, NOW);
    expect([iso(range.from), iso(range.to)]).toEqual([from, to]);
  });
});
