/** Numbers, sizes and times as one language writes them. Units are the international symbols in all. */
export type Format = {
  count(value: number): string;
  bytes(value: number): string;
  /** Money in nano-dollars: cents for sums, more digits for what is below a cent. Null is a dash. */
  money(nanoUsd: number | null): string;
  /** Large counts with three digits: `1.23 M`. */
  compact(value: number): string;
  /** A share from 0 to 1. Null is a dash. */
  percent(share: number | null): string;
  /** A day, as charts label it. */
  day(at: number): string;
  /** How long ago, or in how long: `3 minutes ago`. */
  relative(at: number, now: number): string;
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
  // Making one takes a hundred times as long as using it.
  const numbers = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  );
  const number = (value: number, digits: Digits) => numbers[digits]?.format(value) ?? '';
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

  const compact = new Intl.NumberFormat(locale, {
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const day = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  return {
    money: (nanoUsd) => (nanoUsd === null ? '–' : money(nanoUsd, locale)),
    compact: (value) => (value < 10_000 ? number(value, 0) : compact.format(value)),
    percent: (share) => (share === null ? '–' : percentText(share, number)),
    day: (at) => day.format(at),
    relative: (at, now) => relativeText(at - now, relative),
    count: (value) => number(value, 0),
    bytes: (value) => bytesText(value, number),
    duration: (ms) => durationText(ms, number),
    elapsed: (ms) => (ms < 59_950 ? number(ms / SECOND_MS, 1) + GAP + 's' : long(ms)),
    time: (at, now = Date.now()) =>
      new Date(at).toDateString() === new Date(now).toDateString()
        ? clock.format(at)
        : dayAndClock.format(at),
    exactTime: (at) => exact.format(at),
  };
}

/** After the point. */
type Digits = 0 | 1 | 2;

/** A number with so many digits after the point. */
type NumberText = (value: number, digits: Digits) => string;

function bytesText(value: number, number: NumberText): string {
  let scaled = value;
  let unit = 0;
  // 999.5 would be rounded up to "1000 kB".
  while (scaled >= 999.5 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return number(scaled, unit === 0 || scaled >= 99.95 ? 0 : 1) + GAP + (BYTE_UNITS[unit] ?? '');
}

function durationText(ms: number, number: NumberText): string {
  if (ms < SECOND_MS) return number(Math.round(ms), 0) + GAP + 'ms';
  if (ms < 9_995) return number(ms / SECOND_MS, 2) + GAP + 's';
  if (ms < 59_950) return number(ms / SECOND_MS, 1) + GAP + 's';
  return long(ms);
}

const RELATIVE_UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 24 * HOUR_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
];

function relativeText(awayMs: number, relative: Intl.RelativeTimeFormat): string {
  const [unit, size] = RELATIVE_UNITS.find(([, ms]) => Math.abs(awayMs) >= ms) ?? [
    'second',
    SECOND_MS,
  ];
  return relative.format(Math.round(awayMs / size), unit);
}

const NANO = 1e9;

/** A hundredth of a cent is still told apart from nothing. */
function money(nanoUsd: number, locale: string): string {
  const usd = nanoUsd / NANO;
  const size = Math.abs(usd);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 3 : size >= 0.0001 ? 5 : 7;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(usd);
}

/** Never 100 % where something is missing, and never 0 % where something is. */
function percentText(share: number, number: NumberText): string {
  const percent = share * 100;
  const digits = percent === 0 || percent === 100 ? 0 : 1;
  const shown =
    percent > 99.9 && percent < 100 ? 99.9 : percent < 0.1 && percent > 0 ? 0.1 : percent;
  return `${number(shown, digits)}${GAP}%`;
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
