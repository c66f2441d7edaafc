import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastOf, paceOf, type SpentHour } from '../../../main/core/limits/forecast.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-24T12:30:00Z');

/** Nano-dollars an hour, the oldest first; the last hour began half an hour ago. */
function hours(...spent: readonly number[]): SpentHour[] {
  return spent.map((nanoUsd, index) => {
    const from = NOW - HOUR_MS / 2 - (spent.length - 1 - index) * HOUR_MS;
    return { from, to: from + HOUR_MS, nanoUsd };
  });
}

describe('the pace of spending', () => {
  it.each([
    ['nothing was ever spent', []],
    ['the first was spent half an hour ago', hours(500)],
    ['the first was spent 59 minutes ago', [{ from: NOW - 59 * 60_000, to: NOW - 1, nanoUsd: 9 }]],
  ])('is unknown when %s', (_what, spent) => {
    expect(paceOf(spent, 'day', NOW)).toBeNull();
  });

  it('of even spending is what is spent, however far back it goes', () => {
    const even = fc.record({
      count: fc.integer({ min: 2, max: 200 }),
      hourly: fc.integer({ min: 1, max: 1e12 }),
      period: fc.constantFrom('day' as const, 'month' as const),
    });
    fc.assert(
      fc.property(even, ({ count, hourly, period }) => {
        const spent = hours(...new Array<number>(count - 1).fill(hourly), hourly / 2);
        const pace = paceOf(spent, period, NOW) ?? Number.NaN;
        expect((pace * HOUR_MS) / hourly).toBeCloseTo(1, 1);
      }),
    );
  });

  it.each([
    // All in the last half hour, and nothing in the six hours before.
    ['day', [1, 0, 0, 0, 0, 0, 600], 120, 250],
    // All of it six hours ago.
    ['day', [600, 0, 0, 0, 0, 0, 0], 40, 60],
    ['month', [1, 0, 0, 0, 0, 0, 600], 90, 110],
  ] as const)('for a %s of %j lies between %d and %d an hour', (period, spent, least, most) => {
    const pace = (paceOf(hours(...spent), period, NOW) ?? 0) * HOUR_MS;
    expect(pace).toBeGreaterThan(least);
    expect(pace).toBeLessThan(most);
  });

  it('counts what was spent at this very moment', () => {
    const [first] = hours(100, 0, 0);
    if (first === undefined) throw new Error('no hour');
    const both = [first, { from: NOW, to: NOW + HOUR_MS, nanoUsd: 1000 }];
    const without = paceOf([first], 'day', NOW) ?? 0;
    expect(paceOf(both, 'day', NOW)).toBeGreaterThan(without * 5);
  });

  it('takes hours that are missing for hours without spending', () => {
    const [first, , , last] = hours(300, 0, 0, 300);
    if (first === undefined || last === undefined) throw new Error('no hours');
    expect(paceOf([first, last], 'day', NOW)).toBe(paceOf(hours(300, 0, 0, 300), 'day', NOW));
  });

  it('forgets what is older than a week, and what a clock that was set back has yet to reach', () => {
    const old = {
      from: NOW - 9 * 24 * HOUR_MS,
      to: NOW - 9 * 24 * HOUR_MS + HOUR_MS,
      nanoUsd: 1e9,
    };
    expect(paceOf([old], 'month', NOW)).toBe(0);
    const later = { from: NOW + HOUR_MS, to: NOW + 2 * HOUR_MS, nanoUsd: 1e9 };
    expect(paceOf([old, later], 'month', NOW)).toBe(0);
    expect(paceOf([later], 'month', NOW)).toBeNull();
  });
});

describe('the forecast of a budget', () => {
  const endsAt = NOW + 10 * HOUR_MS;
  const hourly = (nanoUsd: number) => nanoUsd / HOUR_MS;
  it.each([
    ['runs out at a moment', 600, hourly(100), { kind: 'runsOut', at: NOW + 4 * HOUR_MS }],
    ['lasts until the period ends', 0, hourly(99), { kind: 'lasts' }],
    ['lasts when it would end with the period', 0, hourly(100), { kind: 'lasts' }],
    ['lasts when nothing is spent of late', 600, 0, { kind: 'lasts' }],
    ['is unknown when the pace is', 600, null, { kind: 'unknown' }],
    ['is spent', 1000, hourly(100), { kind: 'spent' }],
    ['is overspent, whatever the pace', 1001, null, { kind: 'spent' }],
  ] as const)('%s', (_what, spentNanoUsd, pace, forecast) => {
    expect(forecastOf({ limitNanoUsd: 1000, spentNanoUsd, endsAt }, pace, NOW)).toEqual(forecast);
  });

  it('of a limit of nothing is spent', () => {
    const budget = { limitNanoUsd: 0, spentNanoUsd: 0, endsAt };
    expect(forecastOf(budget, null, NOW)).toEqual({ kind: 'spent' });
  });
});
