import type { Kysely } from 'kysely';
import type { ClassPrices, PriceClass, PriceOverride } from '../contracts/price.ts';
import type { PriceRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { portions, readObject } from './values.ts';

const NO_PRICES: Readonly<Record<keyof ClassPrices, null>> = {
  input: null,
  inputAudio: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  outputAudio: null,
  webSearch: null,
};

export class SqlPrices implements PriceRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<PriceOverride[]> {
    const rows = await this.#db
      .selectFrom('price_overrides')
      .selectAll()
      .orderBy('position')
      .execute();
    return rows.map((row) => ({
      modelPattern: row.model_pattern,
      channelId: row.channel_id,
      pricesNanoUsd: { ...NO_PRICES, ...readPrices(row.prices) },
      fromAt: row.from_at,
    }));
  }

  async replaceAll(overrides: readonly PriceOverride[]): Promise<void> {
    const rows = overrides.map((one, position) => ({
      position,
      model_pattern: one.modelPattern,
      channel_id: one.channelId,
      prices: JSON.stringify(one.pricesNanoUsd),
      from_at: one.fromAt,
    }));
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('price_overrides').execute();
      for (const portion of portions(rows)) {
        await trx.insertInto('price_overrides').values(portion).execute();
      }
    });
  }
}

function readPrices(text: string): Partial<Record<PriceClass, number>> {
  return readObject(text, 'price_overrides.prices');
}
