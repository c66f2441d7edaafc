import { describe, expect, it } from 'vitest';
import { localZone, utcOffsetOf } from '../../main/app/local-zone.ts';

const MINUTE_MS = 60_000;

describe('utcOffsetOf', () => {
  it('tells of several zones by turns, and does not know one that is none', () => {
    const at = Date.parse('2026-07-01T12:34:56Z');
    const hours = ['Asia/Kolkata', 'Europe/Berlin', 'Asia/Kolkata'].map(
      (name) => utcOffsetOf(name, at) / 60 / MINUTE_MS,
    );
    expect(hours).toEqual([5.5, 2, 5.5]);
    expect(() => utcOffsetOf('Mars/Olympus', at)).toThrow(RangeError);
  });
});

describe('localZone', () => {
  it.each([
    ['Europe/Berlin', '2026-01-01T00:00:00Z', 60],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['Asia/Kolkata', '2026-01-01T00:00:00Z', 330],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -210],
    ['Pacific/Kiritimati', '2026-01-01T00:00:00Z', 840],
    ['UTC', '2026-01-01T00:00:00Z', 0],
  ])('knows that %s is at %s ahead of UTC by %i minutes', (name, moment, minutes) => {
    expect(localZone(name).offsetMsAt(Date.parse(moment))).toBe(minutes * MINUTE_MS);
  });

  it('is the zone of this machine unless named', () => {
    const now = Date.parse('2026-07-01T12:00:00Z');
    const zone = localZone();
    const behindMs = new Date(now).getTimezoneOffset() * MINUTE_MS;
    expect(zone.offsetMsAt(now) + behindMs).toBe(0);
    expect(zone.name).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('answers for moments in any order', () => {
    const zone = localZone('Europe/Berlin');
    const winter = Date.parse('2026-01-01T00:00:00Z');
    const summer = Date.parse('2026-07-01T00:00:00Z');
    const hours = [winter, summer, winter].map((at) => zone.offsetMsAt(at) / 60 / MINUTE_MS);
    expect(hours).toEqual([1, 2, 1]);
  });
});
