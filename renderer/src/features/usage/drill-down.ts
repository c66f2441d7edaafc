import { REQUEST_OUTCOMES } from '#contracts/constants';
import type { Dimension, ErrorStatistics, GroupKey, Range } from '#contracts/statistics';
import { href } from '../../app/place.ts';

type Filters = Readonly<Partial<Record<Dimension, string>>>;

/** What the records of a group have in common, in the words of the list's filter. */
type Asked = {
  readonly range: Range;
  readonly filters: Filters;
  /** More terms, such as `is:failed`. */
  readonly terms?: readonly string[];
};

/** The address of the requests behind a number. */
export function requestsHref(asked: Asked): string {
  return href('requests', { filter: requestsFilter(asked) });
}

export function requestsFilter({ range, filters, terms = [] }: Asked): string {
  const { channel, token, model, protocol, client } = filters;
  const filter = [
    channel === undefined ? null : `channel:#${channel}`,
    token === undefined ? null : `token:#${token}`,
    model === undefined ? null : `model:${quoted(model)}`,
    protocol === undefined ? null : `protocol:${protocol}`,
    client === undefined ? null : `client:${quoted(client)}`,
    ...terms,
    `after:${momentText(range.from)}`,
    `before:${momentText(range.to)}`,
  ];
  return filter.filter((term) => term !== null).join(' ');
}

/** The filters that are left once one of a group's requests is looked for; null where the filter has no word for it. */
export function filtersOfGroup(
  key: GroupKey | null,
  dimension: Dimension,
  filters: Filters,
): Filters | null {
  if (key === null) return null;
  const value = valueOf(key, dimension);
  return value === null ? null : { ...filters, [dimension]: value };
}

/** What a group is asked for by; null for requests that have none. */
export function valueOf(key: GroupKey, dimension: Dimension): string | null {
  const value = {
    channel: key.channelId,
    token: key.tokenId,
    model: key.model,
    protocol: key.protocol,
    client: key.clientFamily,
  }[dimension];
  return value === undefined || value === 0 || value === '' ? null : String(value);
}

/** A term of text as it can stand in a filter. */
function quoted(text: string): string {
  return /^[^\s"\\]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Readable, and exact to the millisecond in every zone. */
function momentText(at: number): string {
  return new Date(at).toISOString().replace(':00.000Z', 'Z');
}

/** What failures that say the same are looked for by: their status, and the longest piece that all of them have. */
export function errorTerms({
  outcome,
  status,
  detail,
}: Pick<ErrorStatistics, 'outcome' | 'status' | 'detail'>): readonly string[] {
  const isOfRequest = REQUEST_OUTCOMES.some((known) => known === outcome) && outcome !== 'answered';
  if (isOfRequest) return [`outcome:${outcome}`];
  const [piece = ''] = detail
    .split('…')
    .map((text) => text.trim())
    .sort((a, b) => b.length - a.length);
  return [
    ...(status === null ? [] : [`status:${status}`]),
    ...(piece.length < 4 ? ['is:failed'] : [`error:${quoted(piece)}`]),
  ];
}
