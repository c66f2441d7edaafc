import type { BucketUnit } from '../../contracts/statistics.ts';
import type { Zone } from '../limits/calendar.ts';
import { localHourStart } from '../local-hour.ts';
import { DAY_MS, HOUR_MS, momentOf, wallClock } from './wall-clock.ts';

/** Clocks are changed at quarters of an hour. */
const QUARTER_MS = HOUR_MS / 4;

/** The beginning of 1970 was a Thursday; weeks begin on Mondays. */
const DAYS_SINCE_MONDAY = 3;

/** When each local hour, day, week or month began that has a part in the range; null when there are more than `most`. */
export function bucketStarts(
  zone: Zone,
  unit: BucketUnit,
  range: { readonly from: number; readonly to: number },
  most: number,
): readonly number[] | null {
  const starts: number[] = [];
  const next = unit === 'hour' ? nextHour : nextOf(unit);
  let start = startOf(zone, unit, range.from);
  while (start < range.to) {
    if (starts.length === most) return null;
    starts.push(start);
    start = next(zone, start);
  }
  return starts;
}

/** The beginning of the local hour, day, week or month of a moment. */
export function startOf(zone: Zone, unit: BucketUnit, at: number): number {
  if (unit === 'hour') return localHourStart(at, zone.offsetMsAt(at));
  return momentOf(zone, firstDay(unit, wallClock(zone, at)));
}

/** The end of the local hour of a moment; the moment itself where one hour ends and another begins. */
export function endOfHour(zone: Zone, at: number): number {
  const start = startOf(zone, 'hour', at);
  return start === at ? at : nextHour(zone, start);
}

function nextOf(unit: Exclude<BucketUnit, 'hour'>): (zone: Zone, start: number) => number {
  return (zone, start) => {
    // Where midnight was skipped the day begins a little later, and no unit is shorter than a day of 23 hours.
    const wall = firstDay(unit, wallClock(zone, start));
    return momentOf(zone, following(unit, wall));
  };
}

/** Hours are as totals know them: by the offset of each moment. A change of clocks may cut one short. */
function nextHour(zone: Zone, start: number): number {
  const offset = zone.offsetMsAt(start);
  for (let at = start + QUARTER_MS; at < start + HOUR_MS; at += QUARTER_MS) {
    // Nearly always the first comparison is the only one.
    if (zone.offsetMsAt(start + HOUR_MS) === offset) break;
    const hour = localHourStart(at, zone.offsetMsAt(at));
    if (hour > start) return hour;
  }
  return localHourStart(start + HOUR_MS, zone.offsetMsAt(start + HOUR_MS));
}

function firstDay(unit: Exclude<BucketUnit, 'hour'>, wall: number): number {
  const day = Math.floor(wall / DAY_MS);
  switch (unit) {
    case 'day':
      return day * DAY_MS;
    case 'week':
      return (day - ((day + DAYS_SINCE_MONDAY) % 7)) * DAY_MS;
    case 'month':
      return monthsOn(wall, 0);
  }
}

function following(unit: Exclude<BucketUnit, 'hour'>, wall: number): number {
  switch (unit) {
    case 'day':
      return wall + DAY_MS;
    case 'week':
      return wall + 7 * DAY_MS;
    case 'month':
      return monthsOn(wall, 1);
  }
}

/** The first day of the month that is so many months later. */
export function monthsOn(wall: number, months: number): number {
  const date = new Date(wall);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}
