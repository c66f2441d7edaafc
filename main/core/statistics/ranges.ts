import type { Range, RangeName } from '../../contracts/statistics.ts';
import type { Zone } from '../limits/calendar.ts';
import { monthsOn, startOf } from './buckets.ts';
import { DAY_MS, HOUR_MS, momentOf, wallClock } from './wall-clock.ts';

/** A range by its name, in local days; one that is not over yet ends now. */
export function namedRange(zone: Zone, name: RangeName, now: number): Range {
  const today = wallClock(zone, startOf(zone, 'day', now) + HOUR_MS * 12);
  const day = (offset: number): number =>
    momentOf(zone, Math.floor(today / DAY_MS) * DAY_MS + offset * DAY_MS);
  const week = (offset: number): number => {
    const monday = Math.floor(wallClock(zone, startOf(zone, 'week', now)) / DAY_MS) * DAY_MS;
    return momentOf(zone, monday + offset * 7 * DAY_MS);
  };
  const month = (offset: number): number => momentOf(zone, monthsOn(today, offset));
  switch (name) {
    case 'last_hour':
      return { from: now - HOUR_MS, to: now };
    case 'last_24_hours':
      return { from: now - 24 * HOUR_MS, to: now };
    case 'today':
      return { from: day(0), to: now };
    case 'yesterday':
      return { from: day(-1), to: day(0) };
    case 'day_before_yesterday':
      return { from: day(-2), to: day(-1) };
    case 'this_week':
      return { from: week(0), to: now };
    case 'last_week':
      return { from: week(-1), to: week(0) };
    case 'this_month':
      return { from: month(0), to: now };
    case 'last_month':
      return { from: month(-1), to: month(0) };
    case 'last_7_days':
      return { from: day(-6), to: now };
    case 'last_30_days':
      return { from: day(-29), to: now };
  }
}
