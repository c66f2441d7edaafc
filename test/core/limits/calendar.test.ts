import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { localZone } from '../../../main/app/local-zone.ts';
import { localDay, localTimeText, minuteOfDay } from '../../../main/core/limits/calendar.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const ends = (zone: string, iso: string): string =>
  new Date(localDay(localZone(zone), at(iso)).dayEndsAt).toISOString();

describe('localDay', () => {
  it.each([
    ['UTC', '2026-11-24T23:59:59.999Z', '2026-11-24', '2026-11-25T00:00:00.000Z'],
    ['UTC', '2026-11-25T00:00:00.000Z', '2026-11-25', '2026-11-26T00:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-24T18:30:00.000Z', '2026-11-25', '2026-11-25T18:30:00.000Z'],
    ['America/St_Johns', '2026-01-01T03:29:59.999Z', '2025-12-31', '2026-01-01T03:30:00.000Z'],
    ['Asia/Kathmandu', '2026-06-01T12:00:00.000Z', '2026-06-01', '2026-06-01T18:15:00.000Z'],
  ])('in %s, %s belongs to %s, which ends at %s', (zone, moment, day, end) => {
    expect(localDay(localZone(zone), at(moment)).day).toBe(day);
    expect(ends(zone, moment)).toBe(end);
  });

  it.each([
    ['a day of 23 hours', 'Europe/Berlin', '2026-03-28T23:00:00Z', 23],
    ['a day of 25 hours', 'Europe/Berlin', '2026-10-24T22:00:00Z', 25],
    ['a day of 24 hours and a half', 'Australia/Lord_Howe', '2026-04-04T13:00:00Z', 24.5],
    ['a day without a midnight', 'America/Santiago', '2026-09-06T04:00:00Z', 23],
  ])('knows %s', (_what, zone, begin, hours) => {
    const { dayEndsAt } = localDay(localZone(zone), at(begin));
    expect((dayEndsAt - at(begin)) / HOUR_MS).toBe(hours);
    expect(localDay(localZone(zone), at(begin) - 1).dayEndsAt).toBe(at(begin));
  });

  it.each([
    ['Europe/Berlin', '2026-11-30T22:59:59Z', '2026-11', '2026-11-30T23:00:00.000Z'],
    ['Europe/Berlin', '2026-10-01T12:00:00Z', '2026-10', '2026-10-31T23:00:00.000Z'],
    ['America/New_York', '2026-01-01T04:59:59Z', '2025-12', '2026-01-01T05:00:00.000Z'],
    ['UTC', '2028-02-29T12:00:00Z', '2028-02', '2028-03-01T00:00:00.000Z'],
  ])('in %s, %s belongs to the month %s, which ends at %s', (zone, moment, month, end) => {
    const day = localDay(localZone(zone), at(moment));
    expect(day.month).toBe(month);
    expect(new Date(day.monthEndsAt).toISOString()).toBe(end);
  });

  it('ends with the first minute of another date, in every zone and at every moment', () => {
    const zones = ['UTC', 'Europe/London', 'Asia/Kolkata', 'America/Santiago', 'Pacific/Chatham'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        (name, moment) => {
          const zone = localZone(name);
          const { day, dayEndsAt } = localDay(zone, moment);
          expect(dayEndsAt).toBeGreaterThan(moment);
          expect(localDay(zone, dayEndsAt - 1).day).toBe(day);
          expect(localDay(zone, dayEndsAt).day > day).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('minuteOfDay', () => {
  it.each([
    ['Asia/Kolkata', '2026-11-24T18:30:00Z', 0],
    ['Asia/Kolkata', '2026-11-24T18:29:59Z', 24 * 60 - 1],
    ['Europe/Berlin', '2026-03-29T00:59:00Z', 119],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 180],
    ['Europe/Berlin', '1969-12-31T22:30:00Z', 23 * 60 + 30],
  ])('in %s clocks show at %s minute %i', (zone, moment, minute) => {
    expect(minuteOfDay(localZone(zone), at(moment))).toBe(minute);
  });
});

describe('localTimeText', () => {
  it('shows what a clock on the wall shows', () => {
    const zone = localZone('Asia/Kolkata');
    expect(localTimeText(zone, at('2026-11-24T18:30:00Z'))).toBe('2026-11-25 00:00');
  });
});
