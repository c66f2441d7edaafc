import type { Kysely } from 'kysely';
import { PAYER_KINDS } from '../contracts/constants.ts';
import type { HourlySpent, Spent, SpendingRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions, readWord } from './values.ts';

export class SqlSpending implements SpendingRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<Spent[]> {
    const rows = await this.#db.selectFrom('spending').selectAll().execute();
    return rows.map(({ kind, id, period, nano_usd: nanoUsd }) => ({
      kind: readWord(PAYER_KINDS, kind, 'spending.kind'),
      id,
      period,
      nanoUsd,
    }));
  }

  async save(sums: readonly Spent[]): Promise<void> {
    const rows = sums.map(({ kind, id, period, nanoUsd }) => ({
      kind,
      id,
      period,
      nano_usd: nanoUsd,
    }));
    await this.#db.transaction().execute(async (trx) => {
      for (const portion of portions(rows)) {
        await upsertQuery(trx, 'spending', ['kind', 'id', 'period'], portion).execute();
      }
    });
  }

  async prune(beforeMonth: string): Promise<void> {
    // A month's name sorts before the names of its days.
    await this.#db.deleteFrom('spending').where('period', '<', beforeMonth).execute();
  }

  async hourly(since: number): Promise<HourlySpent[]> {
    const sums: HourlySpent[] = [];
    for (const [kind, column] of [
      ['channel', 'channel_id'],
      ['token', 'token_id'],
    ] as const) {
      const rows = await this.#db
        .selectFrom('usage_hourly')
        .select(['hour', `${column} as id`])
        .select((eb) => eb.fn.sum<number>('cost_nano_usd').as('nano_usd'))
        .where('hour', '>=', since)
        .where(column, '>', 0)
        .where('cost_nano_usd', '>', 0)
        .groupBy(['hour', column])
        .orderBy('hour')
        .execute();
      sums.push(...rows.map(({ hour, id, nano_usd: nanoUsd }) => ({ kind, id, hour, nanoUsd })));
    }
    return sums;
  }
}
