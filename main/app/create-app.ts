import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Settings } from '../contracts/settings.ts';
import { MeteringThread } from '../metering/metering-thread.ts';
import { reservations } from './reservations.ts';
import { MAX_KNOWN_PRICES, Pricer } from '../metering/prices/pricer.ts';
import type { Clock } from '../proxy/clock.ts';
import type { ProxyDeps } from '../proxy/deps.ts';
import { Dispatchers } from '../proxy/dispatchers.ts';
import { fetchModels, modelsAt, testChannel } from '../proxy/probe.ts';
import type { ResponsesSockets } from '../proxy/responses-socket/sockets.ts';
import { explainRoute } from '../proxy/explain/explain-route.ts';
import { Slots } from '../proxy/slots.ts';
import type { AdminListener } from '../admin/create-admin.ts';
import type { AdminDeps } from '../admin/deps.ts';
import type { Machine } from '../connect/places.ts';
import { DEFAULT_SETTINGS } from '../state/default-settings.ts';
import { SettingsBook } from '../state/settings-book.ts';
import type { Store } from '../store/open.ts';
import { banner } from './banner.ts';
import { Captures } from './captures.ts';
import { CheckSchedule } from './check-schedule.ts';
import type { Config } from './config.ts';
import { prepareFolder } from './data-folder.ts';
import {
  ensurePassword,
  ensureTokens,
  hashOf,
  isLoopbackHost,
  isPasswordChosen,
  refuseOpenHost,
} from './first-run.ts';
import { EventLoopWatch } from './event-loop-watch.ts';
import { followChanges } from './follow-changes.ts';
import { openDoors } from './front-door.ts';
import { adminConfig, connections, diagnosticsPort, onFirstCall } from './admin-parts.ts';
import { Doors } from './doors.ts';
import { drained } from './drained.ts';
import { Entrance } from './entrance.ts';
import { loadBooks, type Books } from './load-books.ts';
import { Logger, type LogSink } from './logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { openDatabase } from './open-database.ts';
import { OwnAddresses } from './own-addresses.ts';
import { portHolder } from './port-holder.ts';
import { PriceAhead } from './price-ahead.ts';
import { Retention } from './retention.ts';
import { RunFile } from './run-file.ts';
import { settleRecords } from './settle-records.ts';
import {
  FailoverWatch,
  ProxySwitch,
  shellPort,
  type ShellParts,
  type ShellPort,
} from './shell-port.ts';
import { SleepSense } from './sleep-sense.ts';
import { Upkeep } from './upkeep.ts';
import { CATALOGUE_VERSION } from './version.ts';
import { trustSystem } from './vendor-probe.ts';

/** The tokenizer takes some 50 MB, and half a second of a thread's time to come back. */
const COUNTING_IDLE_MS = 10 * 60_000;
/** What was looked up once is remembered: the thread and its 40 MB are soon of no use. */
const PRICES_IDLE_MS = 100;

export type AppOptions = {
  readonly version: string;
  /** Folder of the built UI; null when it is not built. */
  readonly staticDir: string | null;
  readonly clock: Clock;
  readonly sink: LogSink;
  /** Where the sink writes; none when it is the terminal. */
  readonly logFile?: string;
  /** Whose clients are connected; this machine when absent. */
  readonly machine?: Machine;
  /** The database died: nothing can be stored any more. */
  readonly onFatal: (error: Error) => void;
  /** Given by the desktop alone. */
  readonly shell?: ShellParts;
};

/** The running program. */
export type App = {
  /** `http://127.0.0.1:8080` */
  readonly address: () => string;
  /** The text for the terminal. A password or token made at this start is in it; the token also when asked for. */
  banner(showToken: boolean): Promise<string>;
  /** Lets running requests end (bounded), writes everything down, closes. */
  stop(): Promise<void>;
  /** What the desktop shell works with. */
  readonly shell: ShellPort;
};

/** The composition root: the only place where the parts are made and joined. */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const isNew = !fs.existsSync(config.databaseFile);
  if (isNew) refuseOpenHost(config, false);
  const doors = new Doors(config.host);
  const entrance = new Entrance({
    doors,
    mayEvade: options.shell !== undefined,
    findHolder: (port) => portHolder(port, process.platform),
  });
  const settings = new SettingsBook(config.locked, {});
  const now = (): number => options.clock.now();
  const log = new Logger(options.sink, () => settings.current(), now);
  try {
    // Known before the database is: then a taken port shows before anything is made or changed.
    const knownPort = config.locked.values.port ?? (isNew ? DEFAULT_SETTINGS.port : undefined);
    if (knownPort !== undefined) await entrance.open(knownPort, settings.current());
    prepareFolder(config.dataFolder);
    prepareFolder(path.dirname(config.databaseFile));
    const metrics = new Metrics();
    const store = await openDatabase(config, options.clock, {
      onFatal: options.onFatal,
      keyStore: options.shell?.keyStore ?? null,
      onSettled: metrics.settled,
      onTrouble: (error) => {
        log.error(`the database: ${error.message}`);
      },
    });
    try {
      return await join(config, options, { doors, entrance, settings, log, store, metrics });
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    doors.destroy();
    throw error;
  }
}

/** What stands before the parts that need the database's contents. */
type Foundations = {
  readonly doors: Doors;
  readonly entrance: Entrance;
  readonly settings: SettingsBook;
  readonly log: Logger;
  readonly store: Store;
  readonly metrics: Metrics;
};

async function join(config: Config, options: AppOptions, foundations: Foundations): Promise<App> {
  const { doors, entrance, settings, log, store, metrics } = foundations;
  const { clock } = options;
  const stored = await store.settings.readAll();
  settings.replace(storedSettings(stored));
  if (!isLoopbackHost(config.host)) refuseOpenHost(config, await isPasswordChosen(store));
  if (!doors.isOpen) await entrance.open(settings.current().port, settings.current());
  doors.setTimeouts(settings.current());

  const isTokenNew = await ensureTokens(store, config);
  // The desktop needs none: its window comes with a ticket.
  const newPassword = options.shell === undefined ? await ensurePassword(store, config) : null;
  const books = await loadBooks(store, settings, clock, log);
  const now = (): number => clock.now();
  const own = new OwnAddresses(() => doors.port, now);
  const metering = await startMetering(store, books, clock);
  const captures = new Captures(store, settings, clock, log);
  captures.load(stored);
  const failovers = new FailoverWatch();
  const writer = store.recordWriter;
  const records = options.shell === undefined ? writer : failovers.watch(writer);
  const proxy = makeProxy(config, books, own, records, metering, captures.recorder, log, clock);
  const schedule = new CheckSchedule({ ...proxy, checks: books.checks, random: Math.random });
  const upkeep = new Upkeep(store, { ...books, pricer: metering.pricer }, clock, log);
  const ahead = new PriceAhead(books.channels, (asked) => metering.pricer.learn(asked), clock);
  const watch = new EventLoopWatch(clock);
  const diagnostics = diagnosticsPort(config, options, foundations, watch);
  const ownSession = randomBytes(32).toString('hex');
  const parts = { ...books, schedule, captures, metrics, diagnostics, ownSession };
  const loadAdmin = adminLoader(config, options, proxy, own, store, doors, parts);
  followChanges(proxy, entrance, log);
  const sleepSense = senseSleep(proxy);
  const retention = new Retention(store.retention, settings, clock, log);
  const services = [upkeep, captures, retention, schedule, sleepSense, ahead, watch];
  for (const service of services) service.start();
  const proxySwitch = new ProxySwitch(entrance);
  const isOn = (): boolean => proxySwitch.state === 'on';
  const sockets = openDoors(proxy, doors, isOn, loadAdmin);
  const runFile = new RunFile(config.dataFolder, options.version, ownSession, log);
  keepWritten(runFile, entrance);

  return {
    address: () => doors.address,
    banner: async (showToken) =>
      banner({
        ...{ version: options.version, address: doors.address, dataFolder: config.dataFolder },
        ...{ channels: books.channels.all(), settings: settings.current(), newPassword },
        token: showToken || isTokenNew ? await store.tokens.readLocalSecret() : null,
        notices: notices(config, store),
      }),
    shell: shellPort({
      ...{ proxy, store, entrance, proxySwitch, failovers, sleepSense, loadAdmin },
      notices: books.notices,
    }),
    stop: async () => {
      runFile.remove();
      await shutDown({ proxy, doors, sockets, log, store, metering }, services.toReversed());
    },
  };
}

/** Wherever we move, the command line finds us. */
function keepWritten(runFile: RunFile, entrance: Entrance): void {
  const write = (): void => {
    runFile.write(entrance.doors.address);
  };
  write();
  entrance.subscribe(write);
}

type Service = { start(): void; stop(): void | Promise<void> };

async function shutDown(
  parts: {
    readonly proxy: ProxyDeps;
    readonly doors: Doors;
    readonly sockets: ResponsesSockets;
    readonly log: Logger;
    readonly store: Store;
    readonly metering: Metering;
  },
  services: readonly Service[],
): Promise<void> {
  const { proxy, doors, sockets, log, store, metering } = parts;
  const { inFlight, settings, availability, dispatchers, clock } = proxy;
  log.info('stopping');
  doors.stopAccepting();
  sockets.end();
  await drained(inFlight, settings.current().drainMs, clock);
  inFlight.cancelAll('shutdown');
  doors.destroy();
  availability.flush();
  // What waits for its price is booked before the books are written down; a fault was told of when it came up.
  await store.recordWriter.flush().catch(() => undefined);
  // By now the last word is out, and so is the reason of the closing.
  sockets.destroy();
  for (const service of services) await service.stop();
  await Promise.all([dispatchers.destroy(), metering.counting.close()]);
  // The last records may still wait for their prices.
  await store.close();
  await metering.prices.close();
  log.info('stopped');
  await log.close();
}

type Metering = {
  readonly counting: MeteringThread;
  readonly prices: MeteringThread;
  readonly pricer: Pricer;
};

/** The pricer begins with what the catalogue has said to earlier runs of this program. */
async function startMetering(
  { knownPrices }: Store,
  { priceBook }: Books,
  clock: Clock,
): Promise<Metering> {
  const after = (ms: number, run: () => void): (() => void) => clock.after(ms, run);
  const counting = new MeteringThread({ name: 'counting', idleMs: COUNTING_IDLE_MS, after });
  // Not the same: a price must not wait behind a large count.
  const prices = new MeteringThread({ name: 'prices', idleMs: PRICES_IDLE_MS, after });
  const pricer = new Pricer(
    () => priceBook.all(),
    (question) => prices.lookUpPrice(question),
  );
  await knownPrices.prune(CATALOGUE_VERSION, MAX_KNOWN_PRICES);
  pricer.load(await knownPrices.list(CATALOGUE_VERSION));
  return { counting, prices, pricer };
}

function makeProxy(
  config: Config,
  books: Books,
  own: OwnAddresses,
  records: ProxyDeps['records'],
  { counting, pricer }: Metering,
  captures: ProxyDeps['captures'],
  log: Logger,
  clock: Clock,
): ProxyDeps {
  const dispatchers = new Dispatchers({
    outboundProxy: config.outboundProxy,
    isOwnListener: (address, port) => own.isListener(address, port),
    prepareTls: trustSystem,
  });
  const slots = new Slots(() => books.settings.current(), clock);
  return {
    ...books,
    slots,
    prices: reservations((purchase) => pricer.price(purchase), books.outputs, clock),
    dispatchers,
    records,
    captures,
    countTokens: (question) => counting.count(question),
    askModels: (channel, url, secret, protocol) =>
      modelsAt(channel, url, secret, protocol, { dispatchers, clock, settings: books.settings }),
    price: (purchase) => pricer.price(purchase),
    log,
    clock,
    random: () => Math.random(),
  };
}

function senseSleep({ clock, log, network, dispatchers }: ProxyDeps): SleepSense {
  return new SleepSense(clock, (sleptMs) => {
    log.info(`woke up after ${String(Math.round(sleptMs / 1000))} s: opening new connections`);
    network.woke(clock.now(), sleptMs);
    dispatchers.retain([]);
  });
}

type AdminParts = Pick<Books, 'checks' | 'priceBook' | 'notices'> & {
  readonly schedule: CheckSchedule;
  readonly captures: Captures;
  readonly metrics: Metrics;
  readonly diagnostics: AdminDeps['diagnostics'];
  readonly ownSession: string;
};

/** The control plane is loaded with the first call for it: a proxy that only proxies starts sooner. */
function adminLoader(
  config: Config,
  options: AppOptions,
  proxy: ProxyDeps,
  own: OwnAddresses,
  store: Store,
  doors: Doors,
  parts: AdminParts,
): () => Promise<AdminListener> {
  const { schedule, checks, priceBook, notices, captures, metrics, diagnostics, ownSession } =
    parts;
  const { channels, tokens, settings, rules, recentAnswers, inFlight, availability, limits, log } =
    proxy;
  const load = async (): Promise<AdminListener> => {
    const { createAdmin } = await import('../admin/create-admin.ts');
    return createAdmin({
      store,
      books: {
        channels,
        tokens,
        settings,
        rules,
        recentAnswers,
        inFlight,
        prices: priceBook,
        notices,
      },
      config: adminConfig(config, options, doors, ownSession),
      connections: await connections(config, options, doors),
      cooldowns: availability,
      captures: captures.forAdmin(proxy),
      diagnostics,
      zone: limits.zone,
      limitStateOf: (payer, own) => limits.stateOf(payer, own),
      cancelRequest: (id) => inFlight.cancel(id),
      rerouteRequest: (id) => inFlight.reroute(id),
      testChannel: (trial) => testChannel(trial, proxy),
      checkChannel: (channel) => schedule.run(channel),
      lastCheck: (id) => checks.find(id),
      fetchModels: (channel) => fetchModels(channel, proxy),
      explainRoute: (question) => explainRoute(question, proxy),
      readMetrics: () => metrics.read({ ...proxy, store, version: options.version }),
      settleRecords: () => settleRecords(store.recordWriter, proxy.clock),
      isOwnAddress: (url) => own.isUrl(url),
      isOwnToken: (secret) => tokens.findByHash(hashOf(secret)) !== undefined,
      log,
      now: () => proxy.clock.now(),
      after: (ms, run) => proxy.clock.after(ms, run),
      randomBytes: (count) => randomBytes(count),
    });
  };
  return onFirstCall(load);
}

function storedSettings(values: ReadonlyMap<string, unknown>): Partial<Settings> {
  const known = [...values].filter(([name]) => Object.hasOwn(DEFAULT_SETTINGS, name));
  return Object.fromEntries(known);
}

function notices(config: Config, store: Store): readonly string[] {
  const locked = store.vault.isLocked ? [store.vault.lockedReason] : [];
  return [...locked, ...config.notices];
}
