import type { Kysely, Transaction } from 'kysely';
import type { ChannelId } from '../contracts/channel.ts';
import type { TokenId } from '../contracts/token.ts';
import { insertChannel, replaceChannel } from './channels.ts';
import { readForeignTables } from './foreign-database.ts';
import type { ForeignTables, ImportChange, ImportRepository } from './moving-port.ts';
import type { Tables } from './tables.ts';
import { insertToken } from './tokens.ts';
import { upsertQuery } from './upsert.ts';
import type { Vault } from './vault.ts';

/** Changes of several tables that belong together: all of them, or none. */
export class SqlImports implements ImportRepository {
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;
  readonly #now: () => number;
  readonly #workerUrl: URL;

  constructor(db: Kysely<Tables>, vault: Vault, now: () => number, workerUrl: URL) {
    this.#db = db;
    this.#vault = vault;
    this.#now = now;
    this.#workerUrl = workerUrl;
  }

  apply(change: ImportChange) {
    const now = this.#now();
    return this.#db.transaction().execute(async (trx) => {
      if (change.removeChannels.length > 0) {
        await trx.deleteFrom('channels').where('id', 'in', change.removeChannels).execute();
      }
      if (change.removeTokens.length > 0) {
        await trx.deleteFrom('tokens').where('id', 'in', change.removeTokens).execute();
      }
      for (const { id, draft } of change.replace) {
        await replaceChannel(trx, this.#vault, id, draft, now);
      }
      const channels: ChannelId[] = [];
      for (const draft of change.insert) {
        channels.push((await insertChannel(trx, this.#vault, draft, now)).id);
      }
      const tokens: TokenId[] = [];
      for (const { newChannels = [], ...input } of change.insertTokens) {
        const added = newChannels.flatMap((at) => channels[at] ?? []);
        const draft = { ...input.draft, channelIds: [...input.draft.channelIds, ...added] };
        tokens.push((await insertToken(trx, this.#vault, { ...input, draft }, now)).id);
      }
      await writeSettings(trx, change.settings);
      return { channels, tokens };
    });
  }

  readDatabase(bytes: Uint8Array): Promise<ForeignTables> {
    return readForeignTables(bytes, this.#workerUrl);
  }
}

async function writeSettings(
  trx: Transaction<Tables>,
  settings: ImportChange['settings'],
): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) await trx.deleteFrom('settings').where('name', '=', name).execute();
    else {
      const row = { name, value: JSON.stringify(value) };
      await upsertQuery(trx, 'settings', ['name'], [row]).execute();
    }
  }
}
