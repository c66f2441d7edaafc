import type { CaptureFormat } from '../../contracts/rule.ts';
import { parseLayout, readLayout, timeOfDayMs, type DateFields } from './layout.ts';

/** How far local time in an IANA zone is ahead of UTC at a moment, both in milliseconds. */
export type UtcOffsetOf = (zone: string, at: number) => number;

const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

/** As far as JavaScript's dates reach. */
const LAST_INSTANT = 8.64e15;

/** The moment that a captured text means, epoch milliseconds; null when it cannot be read so. It may be past. */
export function capturedAt(
  text: string,
  format: CaptureFormat,
  now: number,
  utcOffsetOf: UtcOffsetOf,
): number | null {
  const at = read(text.trim(), format, now, utcOffsetOf);
  return at !== null && Math.abs(at) <= LAST_INSTANT ? Math.round(at) : null;
}

function read(
  text: string,
  format: CaptureFormat,
  now: number,
  utcOffsetOf: UtcOffsetOf,
): number | null {
  switch (format.kind) {
    case 'unixSeconds':
      return scaled(text, SECOND_MS);
    case 'unixMs':
      return scaled(text, 1);
    case 'seconds': {
      const length = scaled(text, SECOND_MS);
      return length === null ? null : now + length;
    }
    case 'timeOfDay':
      return nextTimeOfDay(text, (at) => utcOffsetOf(format.zone, at), now);
    case 'dateTime': {
      const layout = parseLayout(format.layout);
      const fields = layout === null ? null : readLayout(text, layout);
      if (fields === null) return null;
      const { utcOffsetMs } = fields;
      const offsetAt = (at: number): number => utcOffsetMs ?? utcOffsetOf(format.zone, at);
      return dateAt(fields, offsetAt, now);
    }
  }
}

function scaled(text: string, unitMs: number): number | null {
  return /^\d{1,16}(?:\.\d{1,9})?$/.test(text) ? Number(text) * unitMs : null;
}

type OffsetAt = (at: number) => number;

/** Without a year it is the next such day: today, if its time is yet to come. */
function dateAt(fields: DateFields, offsetAt: OffsetAt, now: number): number | null {
  const { year, month, day, timeMs } = fields;
  if (year !== null) {
    const local = localDay(year, month, day);
    return local === null ? null : instantOf(local + timeMs, offsetAt);
  }
  const thisYear = new Date(now + offsetAt(now)).getUTCFullYear();
  // 29 February may be four years ahead, over the turn of a century eight.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const local = localDay(thisYear + ahead, month, day);
    const at = local === null ? null : instantOf(local + timeMs, offsetAt);
    if (at !== null && at > now) return at;
  }
  return null;
}

/** Midnight of a day as if local time were UTC; null when the month has no such day. */
function localDay(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day);
  return new Date(at).getUTCDate() === day ? at : null;
}

const TIME_OF_DAY = /^(\d{1,2})(?:[:：.](\d{2})(?:[:：.](\d{2}))?)?\s*(?:([ap])\.?m\.?)?$/i;

function nextTimeOfDay(text: string, offsetAt: OffsetAt, now: number): number | null {
  const match = TIME_OF_DAY.exec(text);
  if (match === null) return null;
  const [, hour = '', minute, second, half] = match;
  // "18" alone may be anything.
  if (minute === undefined && half === undefined) return null;
  const timeMs = timeOfDayMs(Number(hour), Number(minute ?? 0), Number(second ?? 0), half);
  if (timeMs === null) return null;
  const local = now + offsetAt(now);
  const midnight = local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
  // Around a change of the clocks the first of them may be past and the second today.
  for (const day of [0, 1, 2]) {
    const at = instantOf(midnight + day * DAY_MS + timeMs, offsetAt);
    if (at > now) return at;
  }
  return null;
}

/**
 * The moment at which a zone's clocks show `local`. Shown twice, it is the first time; left out when the clocks go
 * forward, it is as long after the change as the text says.
 */
function instantOf(local: number, offsetAt: OffsetAt): number {
  // A day before and after, the zone has its offset from before and after any change that could matter.
  const before = offsetAt(local - DAY_MS);
  const after = offsetAt(local + DAY_MS);
  const first = local - before;
  if (offsetAt(first) === before) return first;
  const second = local - after;
  return offsetAt(second) === after ? second : first;
}
