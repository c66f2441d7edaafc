const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Services that write a time without its zone are Chinese ones, and China has one zone without summer time. */
const BEIJING_OFFSET_MS = 8 * HOUR_MS;

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?)$/i, 1],
  [/^(?:s|secs?|seconds?|秒钟?)$/i, SECOND_MS],
  [/^(?:m|mins?|minutes?|分钟?)$/i, MINUTE_MS],
  [/^(?:h|hrs?|hours?|小时)$/i, HOUR_MS],
  [/^(?:d|days?|天)$/i, DAY_MS],
];

const NUMBER = '\\d{1,9}(?:\\.\\d{1,9})?';
const UNIT =
  'milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|秒钟?|分钟?|小时|天';

const QUANTITY = `${NUMBER}\\s{0,2}(?:${UNIT})(?![a-z])`;

/** Source of a pattern for a length of time in a sentence: `59.4s`, `6m0s`, `2 minutes and 5 seconds`, `30 秒`. */
export const DURATION = `${QUANTITY}(?:(?:,? and |,? ?)${QUANTITY}){0,4}`;

const WHOLE_DURATION = new RegExp(`^${DURATION}$`, 'i');
const PART = new RegExp(`(${NUMBER})\\s{0,2}(${UNIT})(?![a-z])`, 'gi');

/** Milliseconds of a length of time as `DURATION` describes it; null for any other text. */
export function durationMs(text: string): number | null {
  const trimmed = text.trim();
  if (!WHOLE_DURATION.test(trimmed)) return null;
  let sum = 0;
  for (const [, amount, unit = ''] of trimmed.matchAll(PART)) {
    const unitMs = UNITS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0;
    sum += Number(amount) * unitMs;
  }
  return sum;
}

/**
 * The moment that a header or a member means, in epoch milliseconds: seconds from now, Unix seconds or milliseconds (told
 * apart by their size), a length of time, an ISO date-time or an HTTP date. Null when it cannot be read.
 */
export function momentOf(value: string, now: number): number | null {
  const text = value.trim();
  if (/^\d{1,16}(?:\.\d+)?$/.test(text)) return momentOfNumber(Number(text), now);
  const length = durationMs(text);
  if (length !== null) return now + length;
  return dateTimeIn(text) ?? httpDate(text);
}

/** As `momentOf`, for a number without unit. */
export function momentOfNumber(value: number, now: number): number {
  if (value >= 1e12) return value;
  return value >= 1e9 ? value * SECOND_MS : now + value * SECOND_MS;
}

/** An HTTP date in epoch milliseconds. Each form begins with a day's name; `Date.parse` by itself takes "-3" for a year. */
export function httpDate(text: string): number | null {
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

const DATE_TIME =
  /(\d{4})(?:[-/.]|\s?年\s?)(\d{1,2})(?:[-/.]|\s?月\s?)(\d{1,2})\s?日?,?(?:\s+at)?[T\s]{0,2}(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.\d+)?)?\s?(Z\b|\(?(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?\b|\(?(?:UTC|GMT)\b)?/;

/** The first date with a time of day in a sentence, epoch milliseconds. Without a zone it is Beijing's. */
export function dateTimeIn(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '0', zone] = match;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return null;
  return Date.UTC(y, mo - 1, d, h, mi, s) - zoneOffsetMs(zone);
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined) return BEIJING_OFFSET_MS;
  const match = /([+-])(\d{1,2}):?(\d{2})?/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
}

const DAY_AND_TIME =
  /(today|tomorrow|今[天日]|明[天日]|次日)(?:\s+at)?\s{0,2}(?:的|于|早上|上午|凌晨)?\s{0,2}(\d{1,2})(?:[:：](\d{2})|\s?[点时])\s?(UTC|GMT)?/i;

/** "Tomorrow 8:00" and the like, epoch milliseconds. Without a zone it is Beijing's. */
export function dayAndTimeIn(text: string, now: number): number | null {
  const match = DAY_AND_TIME.exec(text);
  if (match === null) return null;
  const [, day = '', hour, minute = '0', zone] = match;
  if (Number(hour) > 24 || Number(minute) > 59) return null;
  const offset = zone === undefined ? BEIJING_OFFSET_MS : 0;
  const isTomorrow = /^(?:tomorrow|明|次)/i.test(day);
  const midnight = nextMidnight(now, offset) - (isTomorrow ? 0 : DAY_MS);
  return midnight + Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS;
}

/** The next midnight of a zone that is `utcOffsetMs` ahead of UTC, epoch milliseconds. */
export function nextMidnight(now: number, utcOffsetMs: number): number {
  return (Math.floor((now + utcOffsetMs) / DAY_MS) + 1) * DAY_MS - utcOffsetMs;
}
