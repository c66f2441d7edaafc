import type { AdminDeps } from '../admin/deps.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { Store } from '../store/open.ts';
import type { Clock } from '../proxy/clock.ts';
import type { Config } from './config.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { Doors } from './doors.ts';
import type { EventLoopWatch } from './event-loop-watch.ts';
import { isLoopbackHost } from './first-run.ts';
import type { Logger } from './logger.ts';

type Started = {
  readonly version: string;
  readonly staticDir: string | null;
  readonly logFile?: string | undefined;
  readonly clock: Clock;
};

type Diagnosed = {
  readonly doors: Doors;
  readonly settings: SettingsBook;
  readonly log: Logger;
  readonly store: Store;
};

/** What failed is tried again with the next call. */
export function onFirstCall<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}

/** What the control plane has to know of its surroundings. */
export function adminConfig(
  config: Config,
  { version, staticDir }: Started,
  doors: Doors,
): AdminDeps['config'] {
  const { host, hosts, fixedPassword } = config;
  return {
    version,
    port: () => doors.port,
    isHeadless: true,
    isLoopbackOnly: isLoopbackHost(host),
    hosts,
    fixedPassword,
    staticDir,
  };
}

/** What a person is told of the program itself. */
export function diagnosticsPort(
  config: Config,
  options: Started,
  { doors, settings, log, store }: Diagnosed,
  watch: EventLoopWatch,
): AdminDeps['diagnostics'] {
  return {
    read: diagnosticsOf({
      store,
      watch,
      clock: options.clock,
      version: options.version,
      startedAt: options.clock.now(),
      databaseFile: config.databaseFile,
      dataFolder: config.dataFolder,
      logFile: options.logFile ?? null,
      level: () => settings.current().logLevel,
      addresses: () => [doors.address],
    }),
    log: (limit, level) => log.latest(limit, level),
  };
}
