import type { Zone } from '../core/limits/calendar.ts';

const QUARTER_MS = 15 * 60_000;

/** More than a query of the longest range asks for. */
const MOST_KNOWN = 10_000;

/** Making one takes a hundred times as long as using it. */
const zones = new Map<string, Zone>();

/** How far local time in an IANA zone is ahead of UTC at a moment, both in milliseconds. */
export function utcOffsetOf(name: string, at: number): number {
  const zone = zones.get(name) ?? localZone(name);
  zones.set(name, zone);
  return zone.offsetMsAt(at);
}

/** A time zone by its name, by default the one of this machine. */
export function localZone(name: string = Intl.DateTimeFormat().resolvedOptions().timeZone): Zone {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  // Formatting takes some ten microseconds, and statistics by the hour ask for a month of them at once.
  const known = new Map<number, number>();
  return {
    name,
    offsetMsAt: (at) => {
      const quarter = Math.floor(at / QUARTER_MS);
      let found = known.get(quarter);
      if (found === undefined) {
        found = offsetMs(format, quarter * QUARTER_MS);
        if (known.size >= MOST_KNOWN) known.clear();
        known.set(quarter, found);
      }
      return found;
    },
  };
}

function offsetMs(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
  );
  return shown - at;
}
