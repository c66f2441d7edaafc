import type { Dimension, Figures, GroupKey, Statistics } from '#contracts/statistics';
import { PROTOCOL_NAMES } from '../channels/channel-facts.ts';
import { valueOf } from './drill-down.ts';

/** A figure of the table; null where there is nothing to tell it from. */
export type ColumnId = (typeof COLUMNS)[number];

/** In the order in which they are shown. */
export const COLUMNS = [
  'requests',
  'success',
  'failedOver',
  'input',
  'cacheRead',
  'cacheWrite',
  'output',
  'cacheShare',
  'cost',
  'speed',
  'firstByteP50',
  'firstByteP95',
] as const;

export type SortColumn = ColumnId | 'name';
export type Sorting = { readonly column: SortColumn; readonly isRising: boolean };

export type GroupRow = {
  /** What it is asked for by; null for requests that have none, and for the groups that are not listed. */
  readonly value: string | null;
  readonly id: string;
  readonly name: string;
  readonly key: GroupKey | null;
  readonly figures: Figures;
  readonly buckets: readonly (Figures | null)[];
};

type Names = {
  readonly none: Readonly<Record<Dimension, string>>;
  readonly others: string;
};

export function groupRows(
  { groups }: Statistics,
  dimension: Dimension,
  { none, others }: Names,
): readonly GroupRow[] {
  return groups.map(({ key, total, buckets }) => {
    const value = key === null ? null : valueOf(key, dimension);
    return {
      value,
      id: key === null ? 'others' : value === null ? 'none' : `=${value}`,
      name:
        key === null ? others : value === null ? none[dimension] : nameOf(key, dimension, value),
      key,
      figures: total,
      buckets,
    };
  });
}

function nameOf(key: GroupKey, dimension: Dimension, value: string): string {
  if (dimension === 'channel') return key.channelName || `#${value}`;
  if (dimension === 'token') return key.tokenName || `#${value}`;
  if (dimension === 'protocol') return protocolName(value);
  return value;
}

export function protocolName(protocol: string): string {
  return (PROTOCOL_NAMES as Readonly<Record<string, string>>)[protocol] ?? protocol;
}

export function cacheWriteTokens(figures: Figures): number {
  return figures.cacheWrite5mTokens + figures.cacheWrite1hTokens + figures.cacheWriteTokens;
}

/** The tokens of all classes; reasoning is part of the output. */
export function allTokens(figures: Figures): number {
  const { inputTokens, cacheReadTokens, outputTokens } = figures;
  return inputTokens + cacheReadTokens + cacheWriteTokens(figures) + outputTokens;
}

/** Null: something was used and nothing of it has a price. */
export function knownCost({ costNanoUsd, unknownCostRequests }: Figures): number | null {
  return costNanoUsd === 0 && unknownCostRequests > 0 ? null : costNanoUsd;
}

export function figureOf(figures: Figures, column: ColumnId): number | null {
  switch (column) {
    case 'requests':
      return figures.requests;
    case 'success':
      return figures.successRate;
    case 'failedOver':
      return figures.failedOver;
    case 'input':
      return figures.inputTokens;
    case 'cacheRead':
      return figures.cacheReadTokens;
    case 'cacheWrite':
      return cacheWriteTokens(figures);
    case 'output':
      return figures.outputTokens;
    case 'cacheShare':
      return figures.cacheHitShare;
    case 'cost':
      return knownCost(figures);
    case 'speed':
      return figures.outputTokensPerSecond;
    case 'firstByteP50':
      return figures.firstByteP50Ms;
    case 'firstByteP95':
      return figures.firstByteP95Ms;
  }
}

/** Most cost first, until somebody wants another order. */
export function sortingOf(params: URLSearchParams): Sorting {
  const wanted = params.get('sort');
  const column = wanted === 'name' ? wanted : (COLUMNS.find((one) => one === wanted) ?? 'cost');
  return { column, isRising: params.get('order') === 'rising' };
}

/** What is unknown stands last in either order, and what is left over behind everything. */
export function sortedRows(
  rows: readonly GroupRow[],
  { column, isRising }: Sorting,
  locale: string,
): readonly GroupRow[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const sign = isRising ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    if (column === 'name') return sign * compare(a.name, b.name);
    const [left, right] = [figureOf(a.figures, column), figureOf(b.figures, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right) || compare(a.name, b.name);
  });
}
