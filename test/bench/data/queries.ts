import { requestIdOf } from '../../../main/core/request-id.ts';

export type AskedQuery = {
  readonly kind: 'statistics' | 'list' | 'export';
  /** The same in each round, unlike the path. */
  readonly name: string;
  readonly path: string;
};

const DAY_MS = 24 * 3_600_000;

const RANGES = ['today', 'last_7_days', 'last_30_days'] as const;

const statistics = RANGES.flatMap((range) => [
  `?range=${range}&bucket=${range === 'today' ? 'hour' : 'day'}&compare=true`,
  `?range=${range}&bucket=hour`,
  ...['channel', 'model', 'token', 'protocol', 'client', 'channel,model'].map(
    (group) => `?range=${range}&bucket=${range === 'today' ? 'hour' : 'day'}&group=${group}`,
  ),
  `?range=${range}&bucket=none&group=model&tokenId=2`,
  `/attempts?range=${range}`,
  `/errors?range=${range}`,
  `/health?range=${range}`,
]);

const filters = [
  'status>=500',
  'channel:4',
  'model:opus -model:haiku',
  'token:3',
  'is:failed-over',
  'cost>0.05 duration>10s',
  'after:7d status>=500',
  // Found hardly ever, so that the search goes as far as it may.
  'model:nothing-of-that-name',
];

const lists = [
  '?limit=50',
  '?limit=100',
  ...filters.map((filter) => `?limit=50&filter=${encodeURIComponent(filter)}`),
  '?limit=50&channelId=3',
  '?limit=50&outcome=upstreamFailed',
  '?limit=50&search=overloaded',
];

const exports = [
  '/admin/requests/export?format=csv',
  `/admin/requests/export?format=jsonl&filter=${encodeURIComponent('status>=500')}`,
  '/admin/statistics/export?range=last_30_days&bucket=hour&group=channel,model',
];

/** What the pages ask. */
export function allQueries(now: number): readonly AskedQuery[] {
  const before = (days: number): string => `&before=${requestIdOf((now - days * DAY_MS) * 1000)}`;
  const named = (kind: AskedQuery['kind'], name: string, path = name): AskedQuery => {
    return { kind, name: decodeURIComponent(name), path };
  };
  const page = '/admin/requests?limit=50';
  const failed = `&filter=${encodeURIComponent('status>=500')}`;
  return [
    named('statistics', '/admin/statistics/health'),
    ...statistics.map((query) => named('statistics', `/admin/statistics${query}`)),
    ...lists.map((query) => named('list', `/admin/requests${query}`)),
    ...[1, 10, 30, 50].map((days) =>
      named('list', `${page}, ${String(days)} days back`, page + before(days)),
    ),
    named('list', `${page}${failed}, 30 days back`, page + failed + before(30)),
    ...exports.map((path) => named('export', path)),
  ];
}
