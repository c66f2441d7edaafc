import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localZone } from '../../../main/app/local-zone.ts';
import type { BucketUnit } from '../../../main/contracts/statistics.ts';
import { localHourStart } from '../../../main/core/local-hour.ts';
import { bucketStarts, endOfHour, startOf } from '../../../main/core/statistics/buckets.ts';

const HOUR_MS = 3_600_000;

/** Half hours, changes of half an hour, changes at midnight in both directions, a day that never was. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Beirut',
  'Atlantic/Azores',
  'Pacific/Apia',
].map((name) => localZone(name));

const howe = localZone('Australia/Lord_Howe');

const iso = (at: number): string => new Date(at).toISOString();

describe('the beginnings of local days, weeks and months', () => {
  const cases: [string, BucketUnit, string, string, string[]][] = [
    [
      'Europe/Berlin',
      'day',
      '2026-10-24T12:00:00Z',
      '2026-10-26T12:00:00Z',
      ['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ],
    [
      'Asia/Kolkata',
      'day',
      '2026-01-01T00:00:00Z',
      '2026-01-01T19:00:00Z',
      ['2025-12-31T18:30:00.000Z', '2026-01-01T18:30:00.000Z'],
    ],
    // Midnight was skipped: the day began at one o'clock.
    [
      'Asia/Beirut',
      'day',
      '2026-03-29T10:00:00Z',
      '2026-03-29T11:00:00Z',
      ['2026-03-28T22:00:00.000Z'],
    ],
    [
      'UTC',
      'week',
      '2026-01-01T00:00:00Z',
      '2026-01-06T00:00:00Z',
      ['2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z'],
    ],
    [
      'Europe/Berlin',
      'month',
      '2026-10-31T12:00:00Z',
      '2026-12-01T12:00:00Z',
      ['2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
    ],
  ];
  it.each(cases)('%s by %s', (name, unit, from, to, expected) => {
    const range = { from: Date.parse(from), to: Date.parse(to) };
    expect(bucketStarts(localZone(name), unit, range, 100)?.map(iso)).toEqual(expected);
  });

  it('cover every moment once, and begin where the clock of the hourly totals begins an hour', () => {
    const moment = fc.integer({ min: Date.UTC(2011, 11, 1), max: Date.UTC(2026, 11, 31) });
    const zone = fc.constantFrom(...ZONES);
    const unit = fc.constantFrom<BucketUnit>('hour', 'day', 'week', 'month');
    fc.assert(
      fc.property(
        zone,
        unit,
        moment,
        fc.integer({ min: 1, max: 200 }),
        (where, by, from, hours) => {
          const range = { from, to: from + hours * HOUR_MS };
          const starts = bucketStarts(where, by, range, 1000) ?? [];
          expect(starts[0]).toBe(startOf(where, by, from));
          expect(starts[0]).toBeLessThanOrEqual(from);
          expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
          // The last moment, not the first: where clocks go back by half an hour, the hour that begins again is
          // named by a moment of the one before it.
          for (const [at, next] of starts.slice(1).entries())
            expect(startOf(where, by, next - 1)).toBe(starts[at]);
        },
      ),
      {
        numRuns: 300,
        examples: [[howe, 'hour', Date.parse('2012-03-27T16:30:00.001Z'), 94]],
      },
    );
  });

  it('are refused where there are too many', () => {
    const range = { from: 0, to: 11 * HOUR_MS };
    expect(bucketStarts(localZone('UTC'), 'hour', range, 10)).toBeNull();
    expect(bucketStarts(localZone('UTC'), 'hour', range, 11)).toHaveLength(11);
  });
});

describe('local hours', () => {
  it('are those of the totals, whatever the clocks do', () => {
    // Clocks go back by half an hour: the hour from 01:00 begins twice.
    const zone = localZone('Australia/Lord_Howe');
    const range = {
      from: Date.parse('2026-04-04T13:00:00Z'),
      to: Date.parse('2026-04-04T17:00:00Z'),
    };
    const keys = new Set<number>();
    for (let at = range.from; at < range.to; at += 60_000) {
      keys.add(localHourStart(at, zone.offsetMsAt(at)));
    }
    expect(bucketStarts(zone, 'hour', range, 100)).toEqual([...keys]);
  });

  it('end where the next one begins', () => {
    const zone = localZone('Asia/Kolkata');
    const half = Date.parse('2026-01-01T10:30:00Z');
    expect(endOfHour(zone, half)).toBe(half);
    expect(endOfHour(zone, half + 1)).toBe(half + HOUR_MS);
  });
});
