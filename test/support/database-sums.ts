import Database from 'better-sqlite3';

type Row = Readonly<Record<string, number | string | null>>;
type Sums = Readonly<Record<string, number>>;

const TOKENS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'web_search_requests',
] as const;

/** It is counted when its price is known. */
function isPending(row: Row): boolean {
  return row['is_price_pending'] === 1;
}

/** What the records of a database add up to, and what its hourly totals say, by everything they are told apart by. */
export function databaseSums(
  file: string,
  hourOf: (at: number) => number,
): {
  readonly requests: ReadonlyMap<string, Sums>;
  readonly usageHourly: ReadonlyMap<string, Sums>;
  readonly attempts: ReadonlyMap<string, Sums>;
  readonly attemptsHourly: ReadonlyMap<string, Sums>;
} {
  const db = new Database(file, { readonly: true });
  try {
    const all = (table: string): Row[] => db.prepare(`select * from ${table}`).all() as Row[];
    const requests = all('requests');
    const settled = requests.filter((row) => row['outcome'] !== null && !isPending(row));
    const pending = new Set(requests.filter(isPending).map((row) => row['id']));
    const tried = all('attempts').filter((row) => !pending.has(row['request_id'] ?? null));
    const relayed = settled
      .filter((row) => row['answer_key_id'] !== null)
      .map((row) => ({
        ...row,
        key_id: row['answer_key_id'] ?? null,
        outcome: row['answer_outcome'] ?? null,
        started_at: row['answer_started_at'] ?? null,
        duration_ms: row['answer_duration_ms'] ?? null,
      }));
    const attempt = (row: Row): Sums => ({ attempts: 1, total_ms: number(row['duration_ms']) });
    const attemptKey = (row: Row): string =>
      keyOf([
        hourOf(number(row['started_at'])),
        row['channel_id'],
        row['key_id'],
        row['outcome'] === 'answered' && number(row['status']) >= 400
          ? `http${String(row['status'])}`
          : row['outcome'],
      ]);
    return {
      requests: sumUp(settled, (row) => requestKey(row, hourOf), ofRequest),
      usageHourly: sumUp(all('usage_hourly'), hourlyKey, ofHour),
      attempts: sumUp([...tried, ...relayed], attemptKey, attempt),
      attemptsHourly: sumUp(
        all('attempts_hourly'),
        (row) => keyOf([row['hour'], row['channel_id'], row['key_id'], row['outcome']]),
        (row) => ({ attempts: number(row['attempts']), total_ms: number(row['total_ms']) }),
      ),
    };
  } finally {
    db.close();
  }
}

function requestKey(row: Row, hourOf: (at: number) => number): string {
  return keyOf([
    hourOf(number(row['started_at'])),
    row['channel_id'] ?? 0,
    row['priced_model'] ?? row['upstream_model'] ?? row['requested_model'] ?? '',
    row['token_id'] ?? 0,
    row['protocol'] ?? '',
    row['client_family'],
  ]);
}

function hourlyKey(row: Row): string {
  const names = ['hour', 'channel_id', 'model', 'token_id', 'protocol', 'client_family'];
  return keyOf(names.map((name) => row[name]));
}

function ofRequest(row: Row): Sums {
  const is = (outcome: string): number => Number(row['outcome'] === outcome);
  const isPriced = row['cost_multiplier'] !== null;
  return {
    requests: 1,
    answered: is('answered'),
    upstream_failed: is('upstreamFailed'),
    no_candidate: is('noCandidate'),
    rejected: is('rejected'),
    broken: is('broken'),
    client_left: is('clientLeft'),
    cancelled: is('cancelled'),
    interrupted: is('interrupted'),
    failed_over: Number(number(row['attempt_count']) > 1),
    attempts: number(row['attempt_count']),
    ...tokensOf(row),
    cost_nano_usd: number(row['cost_nano_usd']),
    unknown_cost_requests: Number(isPriced && row['cost_nano_usd'] === null),
    estimated_requests: number(row['is_usage_estimated']),
    first_byte_ms: number(row['first_byte_ms']),
    duration_ms: number(row['duration_ms']),
    first_bytes: Number(row['first_byte_ms'] !== null),
    durations: Number(row['duration_ms'] !== null),
  };
}

function ofHour(row: Row): Sums {
  const histogram = (name: string): number =>
    Object.entries(row)
      .filter(([column]) => new RegExp(`^${name}_\\d\\d$`).test(column))
      .reduce((sum, [, count]) => sum + number(count), 0);
  const names = Object.keys(ofRequest({})).filter((name) => Object.hasOwn(row, name));
  return {
    ...Object.fromEntries(names.map((name) => [name, number(row[name])])),
    first_bytes: histogram('first_byte'),
    durations: histogram('duration'),
  };
}

function tokensOf(row: Row): Sums {
  return Object.fromEntries(TOKENS.map((name) => [name, number(row[name])]));
}

function sumUp(
  rows: readonly Row[],
  key: (row: Row) => string,
  of: (row: Row) => Sums,
): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const row of rows) {
    const name = key(row);
    const before = sums.get(name) ?? {};
    const more = of(row);
    sums.set(
      name,
      Object.fromEntries(Object.entries(more).map(([of, n]) => [of, n + (before[of] ?? 0)])),
    );
  }
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All keys together. */
export function grandTotal(sums: ReadonlyMap<string, Sums>): Sums {
  const total: Record<string, number> = {};
  for (const one of sums.values()) {
    for (const [name, value] of Object.entries(one)) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

function keyOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
