import os from 'node:os';
import type { AdminDeps, Connections } from '../admin/deps.ts';
import type { Machine } from '../connect/places.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { Store } from '../store/open.ts';
import type { Clock } from '../proxy/clock.ts';
import type { Config } from './config.ts';
import { diagnosticsOf } from './diagnostics.ts';
import type { Doors } from './doors.ts';
import type { EventLoopWatch } from './event-loop-watch.ts';
import { hashOf, isLoopbackHost } from './first-run.ts';
import type { Logger } from './logger.ts';

type Started = {
  readonly version: string;
  readonly staticDir: string | null;
  readonly shell?: unknown;
  readonly logFile?: string | undefined;
  readonly clock: Clock;
  readonly machine?: Machine;
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
  { version, staticDir, shell }: Started,
  doors: Doors,
  ownSession: string,
): AdminDeps['config'] {
  const { host, hosts, fixedPassword } = config;
  return {
    version,
    port: () => doors.port,
    isHeadless: shell === undefined,
    isLoopbackOnly: isLoopbackHost(host),
    hosts,
    fixedPassword,
    ownSession,
    staticDir,
  };
}

/** The clients of this machine, which reach us at the address that `doors` has. */
export async function connections(
  { dataFolder }: Config,
  { machine, clock }: Started,
  doors: Doors,
): Promise<Connections> {
  const { Connector } = await import('../connect/connector.ts');
  const connector = new Connector({
    machine: machine ?? thisMachine(),
    dataFolder,
    fingerprint: hashOf,
    now: () => clock.now(),
  });
  const baseUrl = (): string => doors.address;
  return {
    baseUrl,
    look: (told) => connector.look({ ...told, baseUrl: baseUrl() }),
    preview: (client, action, told) =>
      connector.preview(client, action, { ...told, baseUrl: baseUrl() }),
    connect: (client, told, fingerprint) => {
      connector.connect(client, { ...told, baseUrl: baseUrl() }, fingerprint);
    },
    disconnect: (client, fingerprint) => {
      connector.disconnect(client, fingerprint);
    },
  };
}

function thisMachine(): Machine {
  return { platform: process.platform, home: os.homedir(), env: process.env };
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
