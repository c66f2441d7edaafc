/** A date as a text gives it, in its own zone. */
export type DateFields = {
  /** Null when the text does not say. */
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  /** Since midnight. */
  readonly timeMs: number;
  /** How far its zone is ahead of UTC; null when the text does not say. */
  readonly utcOffsetMs: number | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What each token takes of a text. */
const TOKENS = {
  YYYY: /\d{4}/y,
  MMM: /[a-z]{3,9}\.?/iy,
  MM: /\d{2}/y,
  M: /\d{1,2}/y,
  DD: /\d{2}/y,
  D: /\d{1,2}/y,
  HH: /\d{2}/y,
  H: /\d{1,2}/y,
  hh: /\d{2}/y,
  h: /\d{1,2}/y,
  mm: /\d{2}/y,
  m: /\d{1,2}/y,
  ss: /\d{2}(?:[.,]\d{1,9})?/y,
  s: /\d{1,2}(?:[.,]\d{1,9})?/y,
  A: /[ap]\.?m\.?/iy,
  Z: /Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?/iy,
} as const;

type Token = keyof typeof TOKENS;

/** A token, a text that stands for itself, or white space of any length. */
type Step = { readonly token: Token } | { readonly literal: string } | 'space';

const STEP = /\[([^\]]*)\]|(YYYY|MMM|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|A|Z)|(\s+)|([^])/gu;

/** A layout in the tokens that `CaptureFormat` names; null when it does not name a day. */
export function parseLayout(layout: string): readonly Step[] | null {
  const steps = [...layout.matchAll(STEP)].map(([, quoted, token, space, character]): Step => {
    if (token !== undefined) return { token: token as Token };
    return space === undefined ? { literal: quoted ?? character ?? '' } : 'space';
  });
  const has = (...wanted: readonly Token[]): boolean =>
    steps.some((step) => step !== 'space' && 'token' in step && wanted.includes(step.token));
  return has('MMM', 'MM', 'M') && has('DD', 'D') ? steps : null;
}

/** The fields of a text that is written in this layout from its beginning to its end; null for any other. */
export function readLayout(text: string, steps: readonly Step[]): DateFields | null {
  const found = new Map<string, string>();
  let at = 0;
  for (const step of steps) {
    if (step === 'space') {
      const start = at;
      while (/\s/.test(text.charAt(at))) at++;
      if (at === start) return null;
    } else if ('literal' in step) {
      if (!text.startsWith(step.literal, at)) return null;
      at += step.literal.length;
    } else {
      const pattern = TOKENS[step.token];
      pattern.lastIndex = at;
      const [value] = pattern.exec(text) ?? [];
      if (value === undefined) return null;
      // `MM` and `M` differ only in what they take; `MMM` is read by its letters.
      found.set(step.token.charAt(0), value);
      at += value.length;
    }
  }
  return at === text.length ? fieldsOf(found) : null;
}

function fieldsOf(found: ReadonlyMap<string, string>): DateFields | null {
  const number = (name: string): number => Number((found.get(name) ?? '0').replace(',', '.'));
  const month = monthOf(found.get('M') ?? '');
  const day = number('D');
  const hour = found.has('H') ? number('H') : number('h');
  const timeMs = timeOfDayMs(hour, number('m'), number('s'), found.get('A'));
  if (month === null || day < 1 || day > 31 || timeMs === null) return null;
  return {
    year: found.has('Y') ? number('Y') : null,
    month,
    day,
    timeMs,
    utcOffsetMs: found.has('Z') ? offsetMs(found.get('Z') ?? '') : null,
  };
}

function monthOf(text: string): number | null {
  const month = /^\d/.test(text)
    ? Number(text)
    : MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1;
  return month >= 1 && month <= 12 ? month : null;
}

function offsetMs(text: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?/.exec(text) ?? [];
  if (hours === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
}

/** Null when no clock shows it. `half` begins with `a` or `p` where the clock has twelve hours. */
export function timeOfDayMs(
  hour: number,
  minute: number,
  second: number,
  half: string | undefined,
): number | null {
  const isShown = half === undefined ? hour <= 24 : hour >= 1 && hour <= 12;
  if (!isShown || minute > 59 || second > 60) return null;
  const isAfternoon = half !== undefined && /^p/i.test(half);
  const hours = half === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
  return hours * HOUR_MS + minute * MINUTE_MS + second * 1000;
}
