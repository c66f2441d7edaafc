import { DIMENSIONS } from '#contracts/constants';
import type { BucketUnit, Dimension, RangeName } from '#contracts/statistics';
import type { Query } from '../../api/admin-client.ts';
import type { Params } from '../../app/place.ts';

/** The ranges that are offered by name. */
export const OFFERED_RANGES = [
  'today',
  'last_7_days',
  'last_30_days',
  'this_month',
] as const satisfies readonly RangeName[];

type OfferedRange = (typeof OFFERED_RANGES)[number];

/** By name, or from one moment to another as the API reads them: a day, or epoch milliseconds. */
export type UsageRange =
  | { readonly kind: 'named'; readonly name: OfferedRange }
  | { readonly kind: 'custom'; readonly from: string; readonly to: string | null };

/** What the screen shows, as its address tells it. */
export type UsagePlace = {
  readonly range: UsageRange;
  /** The range before the first zoom; null when nobody zoomed. */
  readonly zoomedFrom: UsageRange | null;
  readonly dimension: Dimension;
  /** Ids for channels and tokens, names for all else. */
  readonly filters: Readonly<Partial<Record<Dimension, string>>>;
};

const DEFAULT_RANGE: UsageRange = { kind: 'named', name: 'last_7_days' };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function usagePlaceOf(params: URLSearchParams): UsagePlace {
  const filters: Partial<Record<Dimension, string>> = {};
  for (const dimension of DIMENSIONS) {
    const value = params.get(dimension);
    if (value !== null && value !== '' && (!isId(dimension) || /^[1-9]\d*$/.test(value))) {
      filters[dimension] = value;
    }
  }
  const from = params.get('from');
  const zoomedFrom = params.get('zoomed');
  return {
    range:
      from === null
        ? namedRange(params.get('range'))
        : { kind: 'custom', from, to: params.get('to') },
    zoomedFrom: zoomedFrom === null ? null : rangeOf(zoomedFrom),
    dimension: DIMENSIONS.find((known) => known === params.get('by')) ?? 'channel',
    filters,
  };
}

/** What to change in the address so that it shows a range. */
export function rangeParams(range: UsageRange, zoomedFrom: UsageRange | null = null): Params {
  const isNamed = range.kind === 'named';
  return {
    range: isNamed ? range.name : null,
    from: isNamed ? null : range.from,
    to: isNamed ? null : range.to,
    zoomed: zoomedFrom === null ? null : rangeText(zoomedFrom),
  };
}

export function rangeQuery({ range }: UsagePlace): Query {
  return range.kind === 'named' ? { range: range.name } : { from: range.from, to: range.to };
}

/** As `GET /admin/statistics` takes it, and its export. */
export function statisticsQuery(place: UsagePlace, now: number): Query {
  const { channel, token, model, protocol, client } = place.filters;
  return {
    ...rangeQuery(place),
    bucket: bucketUnit(place.range, now),
    group: place.dimension,
    channelId: channel,
    tokenId: token,
    model,
    protocol,
    client,
  };
}

/** As fine as can still be told apart. */
export function bucketUnit(range: UsageRange, now: number): BucketUnit {
  if (range.kind === 'named') return range.name === 'today' ? 'hour' : 'day';
  const days = (instant(range.to, now) - instant(range.from, now)) / DAY_MS;
  if (days <= 2.1) return 'hour';
  if (days > 800) return 'month';
  return days > 120 ? 'week' : 'day';
}

/** The day of a custom range's end for a date field, which includes it; and back. */
export function lastDay(to: string): string {
  return dayText(Date.parse(`${to}T00:00Z`) - DAY_MS);
}

export function dayAfter(day: string): string {
  return dayText(Date.parse(`${day}T00:00Z`) + DAY_MS);
}

function dayText(utc: number): string {
  return new Date(utc).toISOString().slice(0, 10);
}

/** Near enough to choose a unit by: a day is taken as one of UTC. */
function instant(text: string | null, now: number): number {
  if (text === null) return now;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const at = Date.parse(text.length === 10 ? `${text}T00:00Z` : text);
  return Number.isNaN(at) ? now : at;
}

export function isId(dimension: Dimension): boolean {
  return dimension === 'channel' || dimension === 'token';
}

function namedRange(name: string | null): UsageRange {
  const known = OFFERED_RANGES.find((one) => one === name);
  return known === undefined ? DEFAULT_RANGE : { kind: 'named', name: known };
}

function rangeText(range: UsageRange): string {
  return range.kind === 'named' ? range.name : `${range.from}~${range.to ?? ''}`;
}

function rangeOf(text: string): UsageRange {
  const [from = '', to] = text.split('~', 2);
  if (to === undefined) return namedRange(from);
  return { kind: 'custom', from, to: to === '' ? null : to };
}
