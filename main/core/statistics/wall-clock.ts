import type { Zone } from '../limits/calendar.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What local clocks and calendars show at a moment, as the moment at which those in Greenwich show it. */
export function wallClock(zone: Zone, at: number): number {
  return at + zone.offsetMsAt(at);
}

/** The first moment from which on local clocks show this or more. Where they skip it, that is when they do. */
export function momentOf(zone: Zone, wall: number): number {
  const before = zone.offsetMsAt(wall - DAY_MS);
  const after = zone.offsetMsAt(wall + DAY_MS);
  if (before === after) return wall - before;
  // Clocks change nearby; halving needs no rule for which way they are put, and when.
  let early = (wall - Math.max(before, after)) / MINUTE_MS - 1;
  let late = (wall - Math.min(before, after)) / MINUTE_MS;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallClock(zone, middle * MINUTE_MS) >= wall) late = middle;
    else early = middle;
  }
  return late * MINUTE_MS;
}
