import { sql, type Expression, type Kysely } from 'kysely';
import type { ChannelHealth, HealthCell } from '../contracts/statistics.ts';
import type { Tables } from './tables.ts';

/** Ids are epoch microseconds. */
const MICROS_A_MS = 1000;

/** Answers that are an error of the client's; no upstream has failed by giving them. */
const CLIENTS_FAULTS = [400, 409, 413, 422, 451].map((status) => `http${String(status)}`);

const ENDED_BY_PEOPLE = ['clientLeft', 'cancelled', 'rerouted'];

type CellRow = HealthCell & {
  readonly channelId: number;
  readonly channelName: string;
  readonly cell: number;
};

type Cells = { readonly from: number; readonly to: number; readonly cellMs: number };

/** By the records of requests and their attempts, each where its request began: fine, and as old as records are kept. */
export async function recentHealth(
  db: Kysely<Tables>,
  cells: Cells,
): Promise<readonly ChannelHealth[]> {
  const ids = { from: cells.from * MICROS_A_MS, to: cells.to * MICROS_A_MS };
  const cellOf = (id: Expression<number>) =>
    sql<number>`floor((${id} - ${ids.from}) / ${cells.cellMs * MICROS_A_MS})`;
  const counts = (outcome: string, blame: string) => ({
    success: counted(sql`${sql.ref(outcome)} = 'answered' and status < 400`),
    rateLimited: counted(sql`status = 429`),
    failure: counted(
      sql`(${sql.ref(outcome)} <> 'answered' or status >= 400) and (status is null or status <> 429)
        and ${sql.ref(blame)} not in ('client', 'nobody')`,
    ),
  });
  const ofRequests = counts('answer_outcome', 'answer_blame');
  const requests = await db
    .selectFrom('requests')
    .select((eb) => [
      'channel_id as channelId',
      eb.fn.max('channel_name').as('channelName'),
      cellOf(eb.ref('id')).as('cell'),
      ofRequests.success.as('success'),
      ofRequests.rateLimited.as('rateLimited'),
      ofRequests.failure.as('failure'),
    ])
    .where('id', '>=', ids.from)
    .where('id', '<', ids.to)
    .where('answer_key_id', 'is not', null)
    .groupBy(['channelId', 'cell'])
    .execute();
  const ofAttempts = counts('outcome', 'blame');
  const attempts = await db
    .selectFrom('attempts')
    .select((eb) => [
      'channel_id as channelId',
      eb.fn.max('channel_name').as('channelName'),
      cellOf(eb.ref('request_id')).as('cell'),
      ofAttempts.success.as('success'),
      ofAttempts.rateLimited.as('rateLimited'),
      ofAttempts.failure.as('failure'),
    ])
    .where('request_id', '>=', ids.from)
    .where('request_id', '<', ids.to)
    .groupBy(['channelId', 'cell'])
    .execute();
  const answered = requests.map((row) => ({ ...row, channelId: row.channelId ?? 0 }));
  return strips([...answered, ...attempts], cells);
}

/** By the hourly totals, which are kept for ever. `cellMs` is a number of whole hours. */
export async function hourlyHealth(
  db: Kysely<Tables>,
  cells: Cells,
): Promise<readonly ChannelHealth[]> {
  const rows = await db
    .selectFrom('attempts_hourly')
    .select((eb) => [
      'channel_id as channelId',
      eb.fn.max('channel_name').as('channelName'),
      sql<number>`floor((${eb.ref('hour')} - ${cells.from}) / ${cells.cellMs})`.as('cell'),
      attemptsWhere(sql`outcome = 'answered'`).as('success'),
      attemptsWhere(sql`outcome = 'http429'`).as('rateLimited'),
      attemptsWhere(sql`outcome not in ('answered', 'http429')`).as('failure'),
    ])
    .where('hour', '>=', cells.from)
    .where('hour', '<', cells.to)
    .where('outcome', 'not in', [...CLIENTS_FAULTS, ...ENDED_BY_PEOPLE])
    .groupBy(['channelId', 'cell'])
    .orderBy('cell')
    .execute();
  return strips(rows, cells);
}

function attemptsWhere(condition: Expression<unknown>) {
  return sql<number>`sum(case when ${condition} then attempts else 0 end)`;
}

function counted(condition: Expression<unknown>) {
  return sql<number>`sum(case when ${condition} then 1 else 0 end)`;
}

function strips(rows: readonly CellRow[], { from, to, cellMs }: Cells): ChannelHealth[] {
  const length = Math.ceil((to - from) / cellMs);
  const channels = new Map<number, { name: string; cells: (HealthCell | null)[] }>();
  for (const { channelId, channelName, cell, success, failure, rateLimited } of rows) {
    if (success + failure + rateLimited === 0) continue;
    const channel = channels.get(channelId) ?? {
      name: '',
      cells: Array.from({ length }, () => null),
    };
    const before = channel.cells[cell] ?? { success: 0, failure: 0, rateLimited: 0 };
    channel.cells[cell] = {
      success: before.success + success,
      failure: before.failure + failure,
      rateLimited: before.rateLimited + rateLimited,
    };
    channels.set(channelId, { name: channelName, cells: channel.cells });
  }
  return [...channels]
    .map(([channelId, { name, cells }]) => ({ channelId, channelName: name, cells }))
    .sort((a, b) => a.channelId - b.channelId);
}
