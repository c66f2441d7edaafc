import { USAGE_COUNTS } from '../contracts/constants.ts';
import type { RequestRecord } from '../contracts/record.ts';
import type { Figures, GroupKey, Statistics } from '../contracts/statistics.ts';
import type { CsvValue } from '../core/csv.ts';

type Column<T> = readonly [name: string, valueOf: (row: T) => CsvValue];

/** A request as a line of a table. Times are ISO 8601, durations milliseconds, money nano-dollars. */
export const REQUEST_EXPORT: readonly Column<RequestRecord>[] = [
  ['id', (one) => one.id],
  ['startedAt', (one) => iso(one.startedAt)],
  ['endedAt', (one) => iso(one.endedAt)],
  ['outcome', (one) => one.outcome],
  ['status', (one) => one.status],
  ['detail', (one) => one.detail],
  ['tokenName', (one) => one.tokenName],
  ['clientFamily', (one) => one.clientFamily],
  ['conversation', (one) => one.conversation],
  ['protocol', (one) => one.protocol],
  ['operation', (one) => one.operation],
  ['method', (one) => one.method],
  ['path', (one) => one.path],
  ['requestedModel', (one) => one.requestedModel],
  ['upstreamModel', (one) => one.upstreamModel],
  ['returnedModel', (one) => one.returnedModel],
  ['isStreaming', (one) => one.isStreaming],
  ['channelName', (one) => one.channelName],
  ['keyMask', (one) => one.keyMask],
  ['attemptCount', (one) => one.attemptCount],
  ['firstByteMs', (one) => one.firstByteMs],
  ['durationMs', (one) => one.durationMs],
  ['requestBytes', (one) => one.requestBytes],
  ['responseBytes', (one) => one.responseBytes],
  ['inputTokens', (one) => one.usage?.inputTokens],
  ['cacheReadTokens', (one) => one.usage?.cacheReadTokens],
  ['cacheWrite5mTokens', (one) => one.usage?.cacheWrite5mTokens],
  ['cacheWrite1hTokens', (one) => one.usage?.cacheWrite1hTokens],
  ['cacheWriteTokens', (one) => one.usage?.cacheWriteTokens],
  ['outputTokens', (one) => one.usage?.outputTokens],
  ['reasoningTokens', (one) => one.usage?.reasoningTokens],
  ['isEstimated', (one) => one.usage?.isEstimated],
  ['pricedModel', (one) => one.cost?.pricedModel],
  ['costNanoUsd', (one) => one.cost?.nanoUsd],
];

/** One group within one bucket. */
export type StatisticsLine = { readonly startsAt: string } & GroupKey & Figures;

const KEYS = [
  'channelId',
  'channelName',
  'model',
  'tokenId',
  'tokenName',
  'protocol',
  'clientFamily',
] as const satisfies readonly (keyof GroupKey)[];

const SUMMED = ['streamedOutputTokens', 'streamingMs', 'firstByteMs', 'durationMs'] as const;

const SHOWN = [
  ...USAGE_COUNTS.filter((name) => !SUMMED.some((hidden) => hidden === name)),
  'successRate',
  'cacheHitShare',
  'estimatedShare',
  'outputTokensPerSecond',
  'firstByteP50Ms',
  'firstByteP95Ms',
  'firstByteMeanMs',
  'durationP50Ms',
  'durationP95Ms',
  'durationMeanMs',
] as (keyof Figures)[];

export const STATISTICS_EXPORT: readonly Column<StatisticsLine>[] = [
  ['startsAt', (one) => one.startsAt],
  ...KEYS.map((name): Column<StatisticsLine> => [name, (one) => one[name]]),
  ...SHOWN.map((name): Column<StatisticsLine> => [name, (one) => one[name]]),
];

/** What there is in each bucket, by groups where they were asked for; the range as a whole where there are no buckets. */
export function* statisticsLines(found: Statistics): Generator<StatisticsLine> {
  const whole = { key: {}, total: found.total, buckets: found.buckets };
  for (const { key, total, buckets } of found.groups.length > 0 ? found.groups : [whole]) {
    if (found.starts.length === 0) yield { startsAt: iso(found.range.from), ...key, ...total };
    for (const [at, figures] of buckets.entries()) {
      if (figures === null || figures.requests === 0) continue;
      yield { startsAt: iso(found.starts[at] ?? 0), ...key, ...figures };
    }
  }
}

function iso(at: number): string;
function iso(at: number | null): string | null;
function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
