import type { AdminDeps } from '../admin/deps.ts';
import type { CaptureSwitches } from '../contracts/capture.ts';
import type { Clock } from '../proxy/clock.ts';
import { CaptureRecorder } from '../proxy/capture/recorder.ts';
import type { ProxyDeps } from '../proxy/deps.ts';
import type { LogPort } from '../proxy/log-port.ts';
import { planReplay, replay } from '../proxy/replay.ts';
import { CaptureBook } from '../state/capture-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;

const PRUNE_EVERY_MS = 60_000;

/** Under this setting the program remembers whose requests are captured. */
const SWITCHES_SETTING = 'internal.captures';

/** Captures from end to end: who is captured, what is stored, and what goes again. */
export class Captures {
  readonly #book = new CaptureBook();
  readonly recorder: CaptureRecorder;
  readonly #store: Pick<Store, 'captures' | 'settings'>;
  readonly #settings: SettingsBook;
  readonly #clock: Clock;
  readonly #log: LogPort;
  #pruning: Promise<void> | null = null;
  #storedBytes = 0;
  #cancel: () => void = noop;

  constructor(
    store: Pick<Store, 'captures' | 'settings'>,
    settings: SettingsBook,
    clock: Clock,
    log: LogPort,
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.recorder = new CaptureRecorder({
      book: this.#book,
      settings,
      clock,
      log,
      save: async (attempts) => {
        await store.captures.save(attempts);
        for (const { bodies } of attempts) {
          for (const body of Object.values(bodies)) this.#storedBytes += body.length;
        }
        // A minute of heavy traffic could be far more than there is room for.
        if (this.#storedBytes > settings.current().captureMaxTotalBytes / 4) this.#prune();
      },
    });
  }

  load(stored: ReadonlyMap<string, unknown>): void {
    const switches = stored.get(SWITCHES_SETTING) as CaptureSwitches | undefined;
    if (switches !== undefined) this.#book.replaceSwitches(switches);
  }

  /** What the control plane is given of it. */
  forAdmin(proxy: ProxyDeps): AdminDeps['captures'] {
    return {
      book: this.#book,
      replaceSwitches: (switches) => this.#replaceSwitches(switches),
      running: (id) => this.recorder.read(id),
      planReplay: (order) => planReplay(order, proxy),
      replay: (order) => replay(order, proxy),
    };
  }

  start(): void {
    this.#cancel = this.#clock.after(PRUNE_EVERY_MS, () => {
      this.#prune();
      this.start();
    });
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.recorder.settled();
    await this.#pruning;
  }

  /** Stored first, as all configuration. */
  async #replaceSwitches(switches: CaptureSwitches): Promise<void> {
    await this.#store.settings.writeMany({ [SWITCHES_SETTING]: switches });
    this.#book.replaceSwitches(switches);
  }

  #prune(): void {
    this.#pruning ??= this.#pruneNow().finally(() => {
      this.#pruning = null;
    });
  }

  async #pruneNow(): Promise<void> {
    const { captureRetentionHours, captureMaxTotalBytes } = this.#settings.current();
    const storedBefore = this.#clock.now() - captureRetentionHours * HOUR_MS;
    this.#storedBytes = 0;
    try {
      await this.#store.captures.prune(storedBefore, captureMaxTotalBytes);
    } catch (error) {
      // The next time will do.
      this.#log.warn(`captures could not be pruned: ${String(error)}`);
    }
  }
}

function noop(): void {
  // Not started.
}
