import { sql, type CompiledQuery, type Kysely, type SelectQueryBuilder } from 'kysely';
import { USAGE_COUNTS } from '../contracts/constants.ts';
import type {
  AttemptStatistics,
  ChannelHealth,
  Dimension,
  ErrorReport,
  GroupKey,
  Range,
} from '../contracts/statistics.ts';
import type { UsagePart } from '../core/statistics/assemble.ts';
import { groupErrors } from '../core/statistics/errors.ts';
import { readFailures } from './failures.ts';
import { hourlyHealth, recentHealth } from './health.ts';
import type { PartCache } from './part-cache.ts';
import { DURATION_COUNTS, FIRST_BYTE_COUNTS } from './rollup-columns.ts';
import type { HealthQuery, UsageFilter, UsageQuery } from './statistics-port.ts';
import type { HistogramColumn, Tables, UsageCounter } from './tables.ts';
import { listed, type PartTables, type UsageParts } from './usage-parts.ts';

/** In the order in which sums are listed. */
const SUMMED: readonly (UsageCounter | HistogramColumn)[] = [
  ...USAGE_COUNTS.map(columnOf),
  ...FIRST_BYTE_COUNTS,
  ...DURATION_COUNTS,
];

const GROUP_COLUMNS = {
  channel: 'channel_id',
  model: 'model',
  token: 'token_id',
  protocol: 'protocol',
  client: 'client_family',
} as const satisfies Record<Dimension, keyof Tables['usage_hourly']>;

type SumRow = Readonly<Record<string, number | string>>;

/** Statistics by the hourly totals. */
export class SqlStatistics {
  readonly #db: Kysely<Tables>;
  readonly #cache: PartCache<UsagePart>;
  readonly #parts: UsageParts;

  constructor(reading: Kysely<Tables>, cache: PartCache<UsagePart>, parts: UsageParts) {
    this.#db = reading;
    this.#cache = cache;
    this.#parts = parts;
  }

  usage(query: UsageQuery): Promise<readonly UsagePart[]> {
    return query.isHourly ? this.#byHour(query) : this.#byPart(query);
  }

  /** Sums days up before they are asked for. */
  async warmUp(parts: readonly Range[]): Promise<void> {
    await this.#parts.use(parts, async () => undefined);
  }

  async #byHour(query: UsageQuery): Promise<readonly UsagePart[]> {
    const { parts, ...rest } = query;
    const name = JSON.stringify(rest);
    let compiled: CompiledQuery<SumRow> | null = null;
    const lists: (readonly UsagePart[])[] = [];
    for (const part of parts) {
      lists.push(
        await this.#cache.find(name, part, async () => {
          compiled ??= summing(
            this.#db.selectFrom('usage_hourly').where('hour', '>=', 0).where('hour', '<', 0),
            'hour',
            query,
          );
          const { rows } = await this.#db.executeQuery<SumRow>({
            ...compiled,
            parameters: [part.from, part.to, ...compiled.parameters.slice(2)],
          });
          return rows.map((row) => partOf(row, number(row['at']), query));
        }),
      );
    }
    return lists.flat();
  }

  async #byPart(query: UsageQuery): Promise<readonly UsagePart[]> {
    return this.#parts.use(query.parts, async (db, ids) => {
      const from = db.selectFrom('usage_parts').where('part', 'in', listed(ids));
      const { rows } = await db.executeQuery(summing(from, 'part', query));
      const places = new Map(ids.map((id, place) => [id, place]));
      const placeOf = (row: SumRow): number => places.get(number(row['at'])) ?? 0;
      return rows
        .toSorted((a, b) => placeOf(a) - placeOf(b))
        .map((row) => partOf(row, query.parts[placeOf(row)]?.from ?? 0, query));
    });
  }

  async attempts(range: Range, channelId?: number): Promise<readonly AttemptStatistics[]> {
    let query = this.#db
      .selectFrom('attempts_hourly')
      .select(['channel_id', 'key_id', 'outcome'])
      .select((eb) => [
        eb.fn.max('channel_name').as('channel_name'),
        eb.fn.max('key_mask').as('key_mask'),
        eb.fn.sum<number>('attempts').as('attempts'),
        eb.fn.sum<number>('total_ms').as('total_ms'),
      ])
      .where('hour', '>=', range.from)
      .where('hour', '<', range.to)
      .groupBy(['channel_id', 'key_id', 'outcome'])
      .orderBy('channel_id')
      .orderBy('key_id');
    if (channelId !== undefined) query = query.where('channel_id', '=', channelId as never);
    const rows = await query.execute();
    const found = new Map<string, { view: AttemptStatistics; totalMs: number }>();
    for (const row of rows) {
      const key = `${String(row.channel_id)} ${String(row.key_id)}`;
      const { view, totalMs } = found.get(key) ?? { view: null, totalMs: 0 };
      const attempts = (view?.attempts ?? 0) + row.attempts;
      const sum = totalMs + row.total_ms;
      found.set(key, {
        totalMs: sum,
        view: {
          channelId: row.channel_id,
          channelName: row.channel_name,
          keyId: row.key_id,
          keyMask: row.key_mask,
          attempts,
          meanMs: sum / attempts,
          outcomes: { ...view?.outcomes, [row.outcome]: row.attempts },
        },
      });
    }
    return [...found.values()].map(({ view }) => view);
  }

  async errors(range: Range, limit: number, channelId?: number): Promise<ErrorReport> {
    const { failures, searchedTo } = await readFailures(this.#db, range, channelId);
    return { range, errors: groupErrors(failures).slice(0, limit), searchedTo };
  }

  health(query: HealthQuery): Promise<readonly ChannelHealth[]> {
    return query.source === 'records'
      ? recentHealth(this.#db, query)
      : hourlyHealth(this.#db, query);
  }
}

/** The sums of totals, or of parts of time, by what tells their times apart and by the groups. */
function summing(
  from: SelectQueryBuilder<PartTables, 'usage_hourly' | 'usage_parts', object>,
  at: 'hour' | 'part',
  { groupBy, filter }: UsageQuery,
): CompiledQuery<SumRow> {
  const columns = groupBy.map((dimension) => GROUP_COLUMNS[dimension]);
  let query = from
    .select((eb) => SUMMED.map((column) => eb.fn.sum<number>(column).as(column)))
    .select([sql.ref<number>(at).as('at'), ...columns])
    .groupBy([sql.ref(at), ...columns]);
  if (groupBy.includes('channel')) {
    query = query.select((eb) => eb.fn.max('channel_name').as('channel_name'));
  }
  if (groupBy.includes('token')) {
    query = query.select((eb) => eb.fn.max('token_name').as('token_name'));
  }
  for (const [dimension, value] of filtersOf(filter)) {
    query = query.where(GROUP_COLUMNS[dimension], '=', value as never);
  }
  return query.compile();
}

function filtersOf(filter: UsageFilter): [Dimension, string | number][] {
  return (Object.entries(filter) as [Dimension, string | number | undefined][]).filter(
    (entry): entry is [Dimension, string | number] => entry[1] !== undefined,
  );
}

function partOf(row: SumRow, at: number, { groupBy }: UsageQuery): UsagePart {
  return {
    at,
    key: keyOf(row, groupBy),
    sums: SUMMED.map((column) => number(row[column])),
  };
}

function keyOf(row: SumRow, groupBy: readonly Dimension[]): GroupKey {
  const parts = groupBy.map((dimension): GroupKey => {
    switch (dimension) {
      case 'channel':
        return { channelId: number(row['channel_id']), channelName: text(row['channel_name']) };
      case 'model':
        return { model: text(row['model']) };
      case 'token':
        return { tokenId: number(row['token_id']), tokenName: text(row['token_name']) };
      case 'protocol':
        return { protocol: text(row['protocol']) };
      case 'client':
        return { clientFamily: text(row['client_family']) };
    }
  });
  return Object.assign({}, ...parts) as GroupKey;
}

function columnOf(name: (typeof USAGE_COUNTS)[number]): UsageCounter {
  // `cacheWrite5mTokens` is `cache_write_5m_tokens`.
  return name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`) as UsageCounter;
}

function number(value: number | string | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function text(value: number | string | undefined): string {
  return typeof value === 'string' ? value : '';
}
