import type { BucketUnit } from '#contracts/statistics';

/** Buckets of time as the server's zone calls them. */
export type BucketLabels = {
  /** For an axis: what changes from one to the next. */
  readonly ticks: readonly string[];
  readonly titles: readonly string[];
};

type Buckets = {
  readonly starts: readonly number[];
  readonly end: number;
  readonly unit: BucketUnit;
  readonly zone: string;
};

export function bucketLabels({ starts, end, unit, zone }: Buckets, locale: string): BucketLabels {
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hourCycle: 'h23' });
  const day = form({ month: 'short', day: 'numeric' });
  const clock = form({ hour: '2-digit', minute: '2-digit' });
  const weekday = form({ weekday: 'short', month: 'short', day: 'numeric' });
  const hours = form({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const month = form({ month: 'short' });
  const monthAndYear = form({ month: 'short', year: 'numeric' });
  const monthNumber = form({ month: 'numeric' });
  const isFirstMonth = (at: number) =>
    monthNumber.formatToParts(at).some(({ type, value }) => type === 'month' && value === '1');

  const tick = (at: number, place: number): string => {
    if (unit === 'month') {
      return place === 0 || isFirstMonth(at) ? monthAndYear.format(at) : month.format(at);
    }
    if (unit !== 'hour') return day.format(at);
    const text = clock.format(at);
    return text === '00:00' && place > 0 ? day.format(at) : text;
  };
  const title = (at: number, place: number): string => {
    const next = starts[place + 1] ?? end;
    if (unit === 'hour') return hours.formatRange(at, next);
    if (unit === 'day') return weekday.format(at);
    return unit === 'week' ? day.formatRange(at, next - 1) : monthAndYear.format(at);
  };
  return { ticks: starts.map(tick), titles: starts.map(title) };
}

/** A whole range, its last moment excluded. */
export function rangeTitle(
  range: { readonly from: number; readonly to: number },
  zone: string,
  locale: string,
): string {
  const HOUR_MS = 3_600_000;
  const isShort = range.to - range.from < 48 * HOUR_MS;
  const options: Intl.DateTimeFormatOptions = isShort
    ? { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
    : { year: 'numeric', month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).formatRange(
    range.from,
    isShort ? range.to : range.to - 1,
  );
}
