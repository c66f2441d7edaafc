import type { Clock } from '../proxy/clock.ts';
import { openStore, StoreError, type Store, type StoreOptions } from '../store/open.ts';
import type { Config } from './config.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';

type Surroundings = Pick<StoreOptions, 'onFatal' | 'onTrouble' | 'onSettled' | 'keyStore'>;

/** Opens the database that the configuration names. Throws a StartError when it must not or cannot be used. */
export async function openDatabase(
  config: Config,
  clock: Clock,
  surroundings: Surroundings,
): Promise<Store> {
  try {
    return await openStore({
      file: config.databaseFile,
      journalMode: config.journalMode,
      secret: config.secret,
      keyFile: config.keyFile,
      now: () => clock.now(),
      ...surroundings,
    });
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    const code = cause.code === 'locked' ? EXIT_CODES.dataFolderLocked : EXIT_CODES.database;
    throw new StartError(code, cause.message, { cause });
  }
}
