/** A model's name with the date of its snapshot taken off. */
export type DatedName = {
  readonly base: string;
  /** `YYYYMMDD`; null when the name ends in no real date. */
  readonly date: string | null;
};

/** As Anthropic and Google write it (`-20250929`, `@20250929`), and OpenAI (`-2025-08-07`). */
const DATES = [/^(.+)[-@](\d{4})(\d{2})(\d{2})$/, /^(.+)-(\d{4})-(\d{2})-(\d{2})$/] as const;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function datedName(name: string): DatedName {
  for (const pattern of DATES) {
    const [, base, year = '', month = '', day = ''] = pattern.exec(name) ?? [];
    if (base !== undefined && isRealDate(Number(year), Number(month), Number(day))) {
      return { base, date: year + month + day };
    }
  }
  return { base: name, date: null };
}

/** Eight digits are often something else: a build, a checkpoint, a number of parameters. */
function isRealDate(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return year >= 2000 && year <= 2100 && day >= 1 && day <= days;
}

/**
 * The name without a mark such as `[1m]`, with which clients choose a variant (a context of a million
 * tokens) that upstreams are asked for in other ways.
 */
export function withoutMark(name: string): string {
  return /^(.+)\[[\w-]+\]$/.exec(name)?.[1] ?? name;
}

/** Positive when `a` names the newer model: by date, then by version numbers, then by the alphabet. */
export function byAge(a: string, b: string): number {
  const [one, other] = [datedName(a), datedName(b)];
  const byDate = compareTexts(one.date ?? '', other.date ?? '');
  return byDate || compareVersions(one.base, other.base) || compareTexts(a, b);
}

function compareVersions(a: string, b: string): number {
  const [ours, theirs] = [versionOf(a), versionOf(b)];
  const length = Math.max(ours.length, theirs.length);
  for (let index = 0; index < length; index++) {
    const difference = (ours[index] ?? -1) - (theirs[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionOf(name: string): number[] {
  return (name.match(/\d+/g) ?? []).map(Number);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
