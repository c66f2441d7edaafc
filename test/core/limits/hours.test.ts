import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { localZone } from '../../../main/app/local-zone.ts';
import { minuteOfDay } from '../../../main/core/limits/calendar.ts';
import { isWithinHours, nextOpening } from '../../../main/core/limits/hours.ts';

const MINUTE_MS = 60_000;
const at = (iso: string): number => Date.parse(iso);
const time = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

describe('isWithinHours', () => {
  it.each([
    ['before they begin', '08:00', '18:00', 479, false],
    ['in their first minute', '08:00', '18:00', 480, true],
    ['in their last minute', '08:00', '18:00', 1079, true],
    ['when they are over', '08:00', '18:00', 1080, false],
    ['before midnight', '22:30', '06:00', 1439, true],
    ['at midnight', '22:30', '06:00', 0, true],
    ['in the last minute of the morning', '22:30', '06:00', 359, true],
    ['in the morning', '22:30', '06:00', 360, false],
    ['in the evening', '22:30', '06:00', 1349, false],
    ['up to midnight', '12:00', '00:00', 1439, true],
    ['after midnight', '12:00', '00:00', 0, false],
    ['from midnight on', '00:00', '12:00', 0, true],
  ])('%s of %s to %s, minute %i: %s', (_when, from, to, minute, isWithin) => {
    expect(isWithinHours({ from, to }, minute)).toBe(isWithin);
  });

  it("lets hours and the rest of the day be each other's opposite", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, minute, (from, to, now) => {
        fc.pre(from !== to);
        const hours = { from: time(from), to: time(to) };
        const rest = { from: hours.to, to: hours.from };
        expect(isWithinHours(hours, now)).toBe(!isWithinHours(rest, now));
      }),
    );
  });
});

describe('nextOpening', () => {
  it.each([
    ['later today', 'UTC', '2026-11-24T07:59:30Z', '08:00', '2026-11-24T08:00:00.000Z'],
    ['tomorrow', 'UTC', '2026-11-24T19:00:00Z', '08:00', '2026-11-25T08:00:00.000Z'],
    [
      'in a zone of half hours',
      'Asia/Kolkata',
      '2026-11-24T19:00:00Z',
      '08:10',
      '2026-11-25T02:40:00.000Z',
    ],
    [
      'in the night of the change',
      'Europe/Berlin',
      '2026-03-28T20:00:00Z',
      '08:00',
      '2026-03-29T06:00:00.000Z',
    ],
    [
      'when its minute is left out',
      'Europe/Berlin',
      '2026-03-29T00:30:00Z',
      '02:30',
      '2026-03-29T01:00:00.000Z',
    ],
  ])('comes %s', (_what, zone, moment, from, opening) => {
    const next = nextOpening({ from, to: '12:00' }, localZone(zone), at(moment));
    expect(new Date(next).toISOString()).toBe(opening);
  });

  it('is the first minute within the hours', () => {
    const zone = localZone('Europe/Berlin');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: at('2026-03-20T00:00:00Z'), max: at('2026-11-01T00:00:00Z') }),
        (from, length, moment) => {
          const hours = { from: time(from), to: time((from + length) % 1440) };
          fc.pre(!isWithinHours(hours, minuteOfDay(zone, moment)));
          const next = nextOpening(hours, zone, moment);
          expect(isWithinHours(hours, minuteOfDay(zone, next))).toBe(true);
          for (let before = moment; before < next; before += MINUTE_MS) {
            expect(isWithinHours(hours, minuteOfDay(zone, before))).toBe(false);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives up after two days on hours that clocks never show', () => {
    const broken = { name: 'Nowhere', offsetMsAt: (moment: number) => -moment };
    const next = nextOpening({ from: '08:00', to: '09:00' }, broken, 0);
    expect(next).toBeLessThanOrEqual(2 * 24 * 60 * MINUTE_MS + 15 * MINUTE_MS);
  });
});
