import { describe, expect, it } from 'vitest';
import { localHourStart } from '../../main/core/local-hour.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the start of a local hour', () => {
  it.each([
    ['in whole hours from UTC', '2026-11-24T20:59:59.999Z', 60, '2026-11-24T20:00:00.000Z'],
    ['at its first millisecond', '2026-11-24T21:00:00.000Z', 60, '2026-11-24T21:00:00.000Z'],
    ['half an hour off', '2026-11-24T20:29:00.000Z', 330, '2026-11-24T19:30:00.000Z'],
    ['half an hour off, behind UTC', '2026-11-24T20:31:00.000Z', -210, '2026-11-24T20:30:00.000Z'],
    ['three quarters off', '2026-11-24T20:14:00.000Z', 345, '2026-11-24T19:15:00.000Z'],
  ])('is right %s', (_, at, offsetMinutes, start) => {
    const found = localHourStart(Date.parse(at), offsetMinutes * MINUTE_MS);
    expect(new Date(found).toISOString()).toBe(start);
  });

  it('is another one for the hour that comes twice when clocks are put back', () => {
    const second = Date.parse('2026-10-25T01:10:00Z');
    const first = second - HOUR_MS;
    const hours = [localHourStart(first, 2 * HOUR_MS), localHourStart(second, HOUR_MS)];
    expect(hours[1]).toBe((hours[0] ?? 0) + HOUR_MS);
  });
});
