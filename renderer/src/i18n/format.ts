/** Numbers, sizes and times as one language writes them. Units are the international symbols in all. */
export type Format = {
  count(value: number): string;
  bytes(value: number): string;
  /** A duration that is over: three digits say enough. */
  duration(ms: number): string;
  /** A duration that still grows: always tenths, so that the text does not change its width. */
  elapsed(ms: number): string;
  /** Short: the time today, the day as well for anything older. */
  time(at: number, now?: number): string;
  /** Date, time and zone in full. */
  exactTime(at: number): string;
};

/** Keeps a number and its unit on one line. */
const GAP = '\u00a0';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'];

export function createFormat(locale: string): Format {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const dayAndClock = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const exact = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    hourCycle: 'h23',
  });

  return {
    count: (value) => number(value, 0),
    bytes: (value) => {
      let scaled = value;
      let unit = 0;
      // 999.5 would be rounded up to "1000 kB".
      while (scaled >= 999.5 && unit < BYTE_UNITS.length - 1) {
        scaled /= 1000;
        unit += 1;
      }
      return number(scaled, unit === 0 || scaled >= 99.95 ? 0 : 1) + GAP + (BYTE_UNITS[unit] ?? '');
    },
    duration: (ms) => {
      if (ms < SECOND_MS) return number(Math.round(ms), 0) + GAP + 'ms';
      if (ms < 9_995) return number(ms / SECOND_MS, 2) + GAP + 's';
      if (ms < 59_950) return number(ms / SECOND_MS, 1) + GAP + 's';
      return long(ms);
    },
    elapsed: (ms) => (ms < 59_950 ? number(ms / SECOND_MS, 1) + GAP + 's' : long(ms)),
    time: (at, now = Date.now()) =>
      new Date(at).toDateString() === new Date(now).toDateString()
        ? clock.format(at)
        : dayAndClock.format(at),
    exactTime: (at) => exact.format(at),
  };
}

function long(ms: number): string {
  const [large, small, largeUnit, smallUnit] =
    ms < HOUR_MS - SECOND_MS / 2
      ? [MINUTE_MS, SECOND_MS, 'min', 's']
      : [HOUR_MS, MINUTE_MS, 'h', 'min'];
  const total = Math.round(ms / small);
  const perLarge = large / small;
  const rest = String(total % perLarge).padStart(2, '0');
  return [Math.floor(total / perLarge), largeUnit, rest, smallUnit].join(GAP);
}
