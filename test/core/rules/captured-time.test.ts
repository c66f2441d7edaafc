import { describe, expect, it } from 'vitest';
import { utcOffsetOf } from '../../../main/app/local-zone.ts';
import type { CaptureFormat } from '../../../main/contracts/rule.ts';
import { capturedAt } from '../../../main/core/rules/captured-time.ts';

/** A Tuesday in winter, 09:00 UTC: 10:00 in Berlin, 17:00 in Shanghai, 04:00 in New York. */
const NOW = Date.UTC(2025, 11, 9, 9, 0, 0);

function read(text: string, format: CaptureFormat, now = NOW): string | null {
  const at = capturedAt(text, format, now, utcOffsetOf);
  return at === null ? null : new Date(at).toISOString();
}

const layout = (pattern: string, zone = 'UTC'): CaptureFormat => ({
  kind: 'dateTime',
  layout: pattern,
  zone,
});
const clock = (zone: string): CaptureFormat => ({ kind: 'timeOfDay', zone });

describe('capturedAt', () => {
  it.each<[string, CaptureFormat, string | null]>([
    ['1765274400', { kind: 'unixSeconds' }, '2025-12-09T10:00:00.000Z'],
    ['1765274400.5', { kind: 'unixSeconds' }, '2025-12-09T10:00:00.500Z'],
    ['soon', { kind: 'unixSeconds' }, null],
    ['-5', { kind: 'unixSeconds' }, null],
    ['1765274400000', { kind: 'unixMs' }, '2025-12-09T10:00:00.000Z'],
    ['9999999999999999', { kind: 'unixMs' }, null],
    [' 90 ', { kind: 'seconds' }, '2025-12-09T09:01:30.000Z'],
    ['0.25', { kind: 'seconds' }, '2025-12-09T09:00:00.250Z'],
    ['1e3', { kind: 'seconds' }, null],
    ['', { kind: 'seconds' }, null],
  ])('reads the number %j as %o', (text, format, expected) => {
    expect(read(text, format)).toBe(expected);
  });

  it.each<[string, string, string | null]>([
    ['10:30', 'Europe/Berlin', '2025-12-09T09:30:00.000Z'],
    ['10:00', 'Europe/Berlin', '2025-12-10T09:00:00.000Z'],
    ['18:08:11', 'Asia/Shanghai', '2025-12-09T10:08:11.000Z'],
    ['3am', 'America/New_York', '2025-12-10T08:00:00.000Z'],
    ['3:15 p.m.', 'America/New_York', '2025-12-09T20:15:00.000Z'],
    ['12 AM', 'UTC', '2025-12-10T00:00:00.000Z'],
    ['12pm', 'UTC', '2025-12-09T12:00:00.000Z'],
    ['24:00', 'UTC', '2025-12-10T00:00:00.000Z'],
    ['18', 'UTC', null],
    ['25:00', 'UTC', null],
    ['13pm', 'UTC', null],
    ['10:75', 'UTC', null],
  ])('takes %j in %s for the next time a clock shows it', (text, zone, expected) => {
    expect(read(text, clock(zone))).toBe(expected);
  });

  it.each<[string, string, string, string | null]>([
    ['2025-12-09 18:08:11', 'YYYY-MM-DD HH:mm:ss', 'Asia/Shanghai', '2025-12-09T10:08:11.000Z'],
    ['2025-12-09T18:08:11.250', 'YYYY-MM-DDTHH:mm:ss', 'UTC', '2025-12-09T18:08:11.250Z'],
    ['2025-07-01 12:00', 'YYYY-MM-DD HH:mm', 'Europe/Berlin', '2025-07-01T10:00:00.000Z'],
    ['20251210', 'YYYYMMDD', 'Europe/Berlin', '2025-12-09T23:00:00.000Z'],
    ['Dec 10 at 3pm', 'MMM D [at] hA', 'America/New_York', '2025-12-10T20:00:00.000Z'],
    ['December 10, 2025 3:05 PM', 'MMM D, YYYY h:mm A', 'UTC', '2025-12-10T15:05:00.000Z'],
    ['2025-12-10 08:00 +0530', 'YYYY-MM-DD HH:mm Z', 'UTC', '2025-12-10T02:30:00.000Z'],
    ['2025-12-10T08:00:00Z', 'YYYY-MM-DDTHH:mm:ssZ', 'Asia/Tokyo', '2025-12-10T08:00:00.000Z'],
    ['2025-12-10   08:00', 'YYYY-MM-DD HH:mm', 'UTC', '2025-12-10T08:00:00.000Z'],
    // Without a year: today's time is past, so it is next year's.
    ['9.12. 08:00', 'D.M. HH:mm', 'UTC', '2026-12-09T08:00:00.000Z'],
    ['29 Feb', 'D MMM', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['2025-02-30', 'YYYY-MM-DD', 'UTC', null],
    ['2025-13-01', 'YYYY-MM-DD', 'UTC', null],
    ['Foo 10', 'MMM D', 'UTC', null],
    ['2025-12-10 08:00 or later', 'YYYY-MM-DD HH:mm', 'UTC', null],
    ['2025-12-10', 'YYYY-MM-DD HH:mm', 'UTC', null],
    ['2025-12-10 8', 'YYYY-MM-DD HH', 'UTC', null],
    ['08:00', 'HH:mm', 'UTC', null],
  ])('reads %j by the layout %j in %s', (text, pattern, zone, expected) => {
    expect(read(text, layout(pattern, zone))).toBe(expected);
  });

  it('follows the clocks of a zone when they change', () => {
    const format = layout('YYYY-MM-DD HH:mm', 'Europe/Berlin');
    // Left out when the clocks go forward: as long after the change as the text says.
    expect(read('2026-03-29 02:30', format)).toBe('2026-03-29T01:30:00.000Z');
    expect(read('2026-03-29 03:30', format)).toBe('2026-03-29T01:30:00.000Z');
    // Shown twice when they go back: the first time.
    expect(read('2026-10-25 02:30', format)).toBe('2026-10-25T00:30:00.000Z');
    expect(read('2026-10-25 03:00', format)).toBe('2026-10-25T02:00:00.000Z');
  });

  it('may be past, which the caller has to see', () => {
    expect(read('2020-01-01', layout('YYYY-MM-DD'))).toBe('2020-01-01T00:00:00.000Z');
  });
});
