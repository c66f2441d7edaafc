import { USAGE_COUNTS } from '../../contracts/constants.ts';
import type { Figures, GroupKey, Statistics } from '../../contracts/statistics.ts';
import { tableHead, tableLine, type Column, type ExportForm } from './table-lines.ts';

/** One group within one bucket. */
type StatisticsLine = { readonly startsAt: string } & GroupKey & Figures;

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

const COLUMNS: readonly Column<StatisticsLine>[] = [
  ['startsAt', (one) => one.startsAt],
  ...KEYS.map((name): Column<StatisticsLine> => [name, (one) => one[name]]),
  ...SHOWN.map((name): Column<StatisticsLine> => [name, (one) => one[name]]),
];

/** What there is in each bucket, by groups where they were asked for; the range as a whole where there are no buckets. */
function* linesOf(found: Statistics): Generator<StatisticsLine> {
  const whole = { key: {}, total: found.total, buckets: found.buckets };
  for (const { key, total, buckets } of found.groups.length > 0 ? found.groups : [whole]) {
    if (found.starts.length === 0)
      yield { startsAt: new Date(found.range.from).toISOString(), ...key, ...total };
    for (const [at, figures] of buckets.entries()) {
      if (figures === null || figures.requests === 0) continue;
      yield { startsAt: new Date(found.starts[at] ?? 0).toISOString(), ...key, ...figures };
    }
  }
}

/** Statistics as a table: a line for each group in each bucket that is not empty. */
export function exportText(found: Statistics, form: ExportForm): string {
  let text = tableHead(COLUMNS, form);
  for (const line of linesOf(found)) text += tableLine(COLUMNS, form, line);
  return text;
}
