import type { Kysely } from 'kysely';
import type { SettingsRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { readJson } from './values.ts';

export class SqlSettings implements SettingsRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async readAll(): Promise<Map<string, unknown>> {
    const rows = await this.#db.selectFrom('settings').selectAll().execute();
    return new Map(rows.map(({ name, value }) => [name, readJson(value, `setting ${name}`)]));
  }

  async writeMany(
    values: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const entries = isMap(values) ? [...values] : Object.entries(values);
    const rows = entries.map(([name, value]) => {
      // `undefined` and functions have no JSON; stored as nothing they would come back as null.
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) {
        throw new Error(`The setting ${name} has no value that can be stored.`);
      }
      return { name, value: text };
    });
    const [first, ...others] = rows;
    // One statement, so it is all or none without a transaction.
    if (first !== undefined) {
      await upsertQuery(this.#db, 'settings', ['name'], [first, ...others]).execute();
    }
  }

  async remove(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#db.deleteFrom('settings').where('name', 'in', names).execute();
  }
}

/** `instanceof` alone would make the values `any`. */
function isMap(values: object): values is ReadonlyMap<string, unknown> {
  return values instanceof Map;
}
