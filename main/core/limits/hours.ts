import type { HoursOfDay } from '../../contracts/limits.ts';
import { minuteOfDay, type Zone } from './calendar.ts';

const MINUTE_MS = 60_000;
const MINUTES_OF_DAY = 24 * 60;

/** Clocks are put forward or back at quarters of an hour only, so what a quarter begins with holds to its end. */
const QUARTER = 15;

/** Two days: one of them may lack the hours, when clocks are put forward over all of them. */
const LOOK_AHEAD_MINUTES = 2 * MINUTES_OF_DAY;

/** From `from` up to but without `to`; across midnight when `to` is the earlier one. */
export function isWithinHours({ from, to }: HoursOfDay, minute: number): boolean {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

/** The next moment after `at`, outside the hours, that is within them. */
export function nextOpening(hours: HoursOfDay, zone: Zone, at: number): number {
  const begin = minuteOf(hours.from);
  const first = Math.floor(at / MINUTE_MS) + 1;
  let minute = first;
  while (minute < first + LOOK_AHEAD_MINUTES) {
    const shown = minuteOfDay(zone, minute * MINUTE_MS);
    if (isWithinHours(hours, shown)) break;
    const toBegin = (begin - shown + MINUTES_OF_DAY) % MINUTES_OF_DAY;
    minute += Math.min(toBegin, QUARTER - (minute % QUARTER));
  }
  return minute * MINUTE_MS;
}

/** `HH:MM` as minutes since midnight. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
