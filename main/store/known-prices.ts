import type { Kysely } from 'kysely';
import type { KnownPrice } from '../contracts/price.ts';
import { pruneOldest } from './prune.ts';
import type { KnownPriceRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions, readObject } from './values.ts';

export class SqlKnownPrices implements KnownPriceRepository {
  readonly #db: Kysely<Tables>;
  readonly #now: () => number;

  constructor(db: Kysely<Tables>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  async list(version: string): Promise<KnownPrice[]> {
    const rows = await this.#db
      .selectFrom('known_prices')
      .select('price')
      .where('version', '=', version)
      .orderBy('looked_up_at')
      .execute();
    return rows.map(({ price }) => readObject(price, 'known_prices.price') as KnownPrice);
  }

  async save(version: string, prices: readonly KnownPrice[]): Promise<void> {
    const rows = prices.map((price) => ({
      key: `${price.origin ?? ''} ${price.model}`,
      version,
      looked_up_at: this.#now(),
      price: JSON.stringify(price),
    }));
    for (const portion of portions(rows)) {
      await upsertQuery(this.#db, 'known_prices', ['key'], portion).execute();
    }
  }

  async prune(version: string, keepNewest: number): Promise<void> {
    await this.#db.deleteFrom('known_prices').where('version', '<>', version).execute();
    const order = { table: 'known_prices', time: 'looked_up_at', id: 'key' } as const;
    await pruneOldest(this.#db, order, keepNewest);
  }
}
