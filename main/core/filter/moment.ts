import type { Zone } from '../limits/calendar.ts';
import { startOf } from '../statistics/buckets.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, momentOf } from '../statistics/wall-clock.ts';

const AGO = /^(\d{1,6})(m|h|d|w)$/;
const AGO_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS } as const;

/** `2026-11-01`, `2026-11-01T08:30`, with seconds, and with a zone of its own at the end. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/** Epoch milliseconds; below that many digits a number would be a year long gone. */
const EPOCH_MS = /^\d{12,14}$/;

export const MOMENT_FORMS =
  'a day such as 2026-11-01, a time such as 2026-11-01T08:30, now, today, yesterday, or how long ago: 30m, 12h, 7d, 2w';

/** A moment as people write it, in the local zone unless it names one; null when it cannot be read. */
export function readMoment(text: string, zone: Zone, now: number): number | null {
  const word = text.toLowerCase();
  if (word === 'now') return now;
  if (word === 'today') return startOf(zone, 'day', now);
  if (word === 'yesterday') return startOf(zone, 'day', startOf(zone, 'day', now) - 1);
  if (EPOCH_MS.test(word)) return Number(word);
  const ago = AGO.exec(word);
  if (ago !== null) return now - Number(ago[1]) * AGO_MS[ago[2] as keyof typeof AGO_MS];
  const iso = ISO.exec(word.toUpperCase());
  return iso === null ? null : readIso(iso, zone);
}

function readIso([, day = '', time = '00:00', offset]: RegExpExecArray, zone: Zone): number | null {
  const wall = Date.parse(`${day}T${time}${offset ?? 'Z'}`);
  // The 31st of February would become one of March.
  if (Number.isNaN(wall) || !isRealDay(day)) return null;
  return offset === undefined ? momentOf(zone, wall) : wall;
}

function isRealDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
