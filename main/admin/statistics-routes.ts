import type { z } from 'zod';
import type { HealthReport, Range, Statistics } from '../contracts/statistics.ts';
import {
  attemptStatisticsSchema,
  channelRangeQuerySchema,
  errorQuerySchema,
  errorReportSchema,
  healthReportSchema,
  rangeQuerySchema,
  statisticsQuerySchema,
  statisticsSchema,
} from '../contracts/statistics.schema.ts';
import { bucketStarts } from '../core/statistics/buckets.ts';
import { healthCells } from '../core/statistics/health-cells.ts';
import { namedRange } from '../core/statistics/ranges.ts';
import type { ReportPlan } from '../store/statistics-port.ts';
import { askedRange, wholeHours } from './asked-range.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, JsonBytes } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';

/** Six weeks of hours, or three years of days. */
const MAX_BUCKETS = 1100;

/** Ten years. Longer ranges would only keep the reader busy. */
const MAX_DAYS = 3700;

type Asked = z.output<typeof statisticsQuerySchema>;
type Needs = Pick<AdminDeps, 'store' | 'zone' | 'now'>;

/** What was used, what it cost and how well it went, by the totals and by the records. */
export function addStatisticsRoutes(app: AdminApp, deps: AdminDeps): void {
  const { statistics } = deps.store;

  addEndpoint(app, {
    method: 'get',
    path: '/admin/statistics',
    summary:
      'Requests, success, times, tokens and cost, by local hour, day, week or month, and by channel, model, token, protocol or client.',
    query: statisticsQuerySchema,
    answer: statisticsSchema,
    handle: async ({ query }) => new JsonBytes(await statistics.report(reportPlan(query, deps))),
  });

  addEndpoint(app, {
    method: 'get',
    path: '/admin/statistics/attempts',
    summary: 'Attempts by channel and key, and how they ended.',
    query: channelRangeQuerySchema,
    answer: attemptStatisticsSchema,
    handle: ({ query }) => {
      const range = wholeHours(askedRange(query, 'today', deps), deps.zone);
      return statistics.attempts(range, query.channelId);
    },
  });

  addEndpoint(app, {
    method: 'get',
    path: '/admin/statistics/errors',
    summary: 'What failed most often, each with an example.',
    query: errorQuerySchema,
    answer: errorReportSchema,
    handle: ({ query }) => {
      const range = askedRange(query, 'last_24_hours', deps);
      return statistics.errors(range, query.limit, query.channelId);
    },
  });

  addEndpoint(app, {
    method: 'get',
    path: '/admin/statistics/health',
    summary:
      'Successes and failures of each channel in up to 48 cells; without a range, in the 5 minutes of the last 4 hours.',
    query: rangeQuerySchema,
    answer: healthReportSchema,
    handle: async ({ query }): Promise<HealthReport> => {
      const isRecent = query.range === undefined && query.from === undefined;
      const range = isRecent ? null : askedRange(query, 'today', deps);
      const cells = healthCells(range, deps.zone, deps.now());
      const channels = await statistics.health(cells);
      const { from, to, cellMs } = cells;
      const starts = Array.from(
        { length: Math.ceil((to - from) / cellMs) },
        (_, at) => from + at * cellMs,
      );
      return { range: { from, to }, starts, channels };
    },
  });
}

export async function readStatistics(asked: Asked, deps: Needs): Promise<Statistics> {
  const json = await deps.store.statistics.report(reportPlan(asked, deps));
  return JSON.parse(new TextDecoder().decode(json)) as Statistics;
}

/** @throws AppError when the range has too many buckets */
export function reportPlan(asked: Asked, { zone, now }: Needs): ReportPlan {
  const { bucket, group = [], channelId, tokenId, model, protocol, client } = asked;
  const range = wholeHours(askedRange(asked, 'today', { zone, now }), zone);
  const starts = bucket === 'none' ? [] : bucketStarts(zone, bucket, range, MAX_BUCKETS);
  if (starts === null) {
    throw invalidRequest({ bucket: `must be longer: the range has over ${String(MAX_BUCKETS)}` });
  }
  const filter = { channel: channelId, token: tokenId, model, protocol, client };
  const before = wholeHours({ from: range.from - (range.to - range.from), to: range.from }, zone);
  return {
    form: { range, zone: zone.name, starts, isGrouped: group.length > 0, mostGroups: asked.top },
    usage: { filter, isHourly: bucket === 'hour', groupBy: group, parts: daysOf(range, zone) },
    previous: asked.compare
      ? { filter, isHourly: false, groupBy: [], parts: daysOf(before, zone) }
      : null,
  };
}

/** Has the days summed up that the pages show and compare with, so that the first look at them does not wait. */
export async function prepareStatistics(deps: Needs): Promise<void> {
  const { zone } = deps;
  const { from, to } = wholeHours(namedRange(zone, 'last_30_days', deps.now()), zone);
  const shown = daysOf({ from, to }, zone);
  const before = daysOf(wholeHours({ from: from - (to - from), to: from }, zone), zone);
  await deps.store.statistics.warmUp([...before, ...shown].toReversed());
}

/** The range day by day, so that days that are over are read once. */
function daysOf(range: Range, zone: AdminDeps['zone']): Range[] {
  const starts = bucketStarts(zone, 'day', range, MAX_DAYS);
  if (starts === null) throw invalidRequest({ from: 'must be later: the range is too long' });
  return starts.map((start, at) => ({
    from: Math.max(start, range.from),
    to: Math.min(starts[at + 1] ?? range.to, range.to),
  }));
}
