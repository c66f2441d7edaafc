import type { Settings } from '../contracts/settings.ts';
import type { Clock } from '../proxy/clock.ts';
import type { LogPort } from '../proxy/log-port.ts';
import type { RetentionRepository } from '../store/store.ts';

const DAY_MS = 24 * 3_600_000;

/** The first time soon, but not while the program starts. */
const FIRST_MS = 60_000;
const EVERY_MS = 10 * 60_000;

/** Removing so many takes the writing thread a few milliseconds; between two portions records are written. */
const PORTION_ROWS = 250;
const PAUSE_MS = 50;

type RetentionSettings = Pick<Settings, 'recordRetentionDays' | 'recordMaxRows' | 'recordMaxBytes'>;

/** Removes, now and then and in small portions, the requests that are too old or too many. */
export class Retention {
  readonly #store: RetentionRepository;
  readonly #settings: { current(): RetentionSettings };
  readonly #clock: Clock;
  readonly #log: LogPort;
  #cancel: () => void = noop;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(
    store: RetentionRepository,
    settings: { current(): RetentionSettings },
    clock: Clock,
    log: LogPort,
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#plan(FIRST_MS);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }

  #plan(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => {
      this.#running = this.#step().then((isMore) => {
        if (!this.#isStopped) this.#plan(isMore ? PAUSE_MS : EVERY_MS);
      });
    });
  }

  /** One portion; whether there is more to do. */
  async #step(): Promise<boolean> {
    try {
      if (await this.#prune()) return true;
      return await this.#store.shrink();
    } catch (error) {
      // Nothing is lost by trying again later.
      this.#log.warn(`old requests could not be removed: ${String(error)}`);
      return false;
    }
  }

  async #prune(): Promise<boolean> {
    const { recordRetentionDays, recordMaxRows, recordMaxBytes } = this.#settings.current();
    if (recordRetentionDays > 0) {
      const before = this.#clock.now() - recordRetentionDays * DAY_MS;
      if ((await this.#store.removeBefore(before, PORTION_ROWS)) > 0) return true;
    }
    if (recordMaxRows > 0) {
      if ((await this.#store.removeBeyond(recordMaxRows, PORTION_ROWS)) > 0) return true;
    }
    if (recordMaxBytes > 0 && (await this.#store.usedBytes()) > recordMaxBytes) {
      return (await this.#store.removeBefore(this.#clock.now(), PORTION_ROWS)) > 0;
    }
    return false;
  }
}

function noop(): void {
  // Nothing is planned.
}
