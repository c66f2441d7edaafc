import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../main/store/open.ts';
import { placeMigratedDatabase } from './migrated-database.ts';

export type TempStore = {
  readonly store: Store;
  /** Holds the database `ccload.db` and the key file `ccload.key`. */
  readonly folder: string;
  readonly file: string;
  /** Closes the store and removes the folder. */
  close(): Promise<void>;
};

/** A real store in a folder of its own. */
export async function openTempStore(overrides: Partial<StoreOptions> = {}): Promise<TempStore> {
  const folder = await mkdtemp(join(tmpdir(), 'ccload-store-'));
  const options = storeOptions(folder, overrides);
  placeMigratedDatabase(options.file);
  const store = await openStore(options);
  return {
    store,
    folder,
    file: options.file,
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Options for a store in `folder`, in which a dead thread fails the test. */
export function storeOptions(folder: string, overrides: Partial<StoreOptions> = {}): StoreOptions {
  return {
    file: join(folder, 'ccload.db'),
    journalMode: 'WAL',
    secret: null,
    keyFile: join(folder, 'ccload.key'),
    onFatal: (error) => {
      throw error;
    },
    now: () => Date.now(),
    ...overrides,
  };
}
