import type { Clock } from '../app/clock.ts';
import type { UpdateOffer } from './tray-model.ts';
import { isTimeToRestart, updateOffer, type Found, type UpdateWay } from './update-plan.ts';
import type { UpdateSource } from './update-source.ts';

/** The start belongs to the proxy and the window. */
const FIRST_CHECK_AFTER_MS = 30_000;
const CHECK_EVERY_MS = 24 * 60 * 60 * 1000;
/** A machine without a network is not asked to look a whole day later. */
const OFFLINE_AGAIN_MS = 60 * 60 * 1000;

type UpdateDeps = {
  readonly source: UpdateSource;
  readonly clock: Clock;
  /** Whether it may look by itself; a person who asks is always answered. */
  isCheckedFor(): boolean;
  /** Requests that a restart would cut. */
  inFlight(): number;
  /** The offer changed. */
  onOffer(): void;
  /** Asked when requests run: true to restart when they have ended. */
  mayRestartLater(version: string, inFlight: number): Promise<boolean>;
  /** Ends the program in order; when the engine has ended, `finish` installs and starts the new one. */
  leaveBy(finish: () => void): void;
  /** Why there is no news. */
  onFailed(error: unknown): void;
};

/** Looks for newer versions, and does nothing about them that nobody asked for. */
export class Updates {
  readonly #deps: UpdateDeps;
  #way: UpdateWay = 'none';
  #found: Found | null = null;
  #isRestartAskedFor = false;
  #stopTimer: (() => void) | null = null;

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
  }

  get offer(): UpdateOffer | null {
    return updateOffer(this.#way, this.#found);
  }

  async start(): Promise<void> {
    this.#way = await this.#deps.source.way();
    if (this.#way !== 'none') this.#checkAfter(FIRST_CHECK_AFTER_MS);
  }

  stop(): void {
    this.#stopTimer?.();
  }

  /** Rejects where nobody could be asked. The answer is the newer version, or null for none. */
  async check(): Promise<string | null> {
    if (this.#way === 'none') return null;
    const version = await this.#deps.source.find();
    if (version !== null && this.#found?.version !== version) {
      this.#set({ version, isDownloaded: false });
    }
    return version;
  }

  /** The next step of the offer: its page, its download or the restart. */
  async accept(): Promise<void> {
    const { offer } = this;
    if (offer === null) return;
    if (offer.kind === 'page') await this.#deps.source.openPage();
    else if (offer.kind === 'download') await this.#download(offer.version);
    else await this.#restart(offer.version);
  }

  /** The number of running requests changed. */
  async follow(): Promise<void> {
    if (!isTimeToRestart(this.#isRestartAskedFor, this.#deps.inFlight())) return;
    this.#isRestartAskedFor = false;
    this.#deps.leaveBy(await this.#deps.source.installer());
  }

  async #download(version: string): Promise<void> {
    await this.#deps.source.download();
    this.#set({ version, isDownloaded: true });
  }

  async #restart(version: string): Promise<void> {
    const inFlight = this.#deps.inFlight();
    this.#isRestartAskedFor =
      inFlight === 0 || (await this.#deps.mayRestartLater(version, inFlight));
    await this.follow();
  }

  #set(found: Found): void {
    this.#found = found;
    this.#deps.onOffer();
  }

  #checkAfter(ms: number): void {
    const { clock, source } = this.#deps;
    this.#stopTimer = clock.after(ms, () => {
      if (!this.#deps.isCheckedFor()) this.#checkAfter(CHECK_EVERY_MS);
      else if (!source.isOnline()) this.#checkAfter(OFFLINE_AGAIN_MS);
      else {
        // Without an answer there is no news, and tomorrow is another day.
        this.#checkAfter(CHECK_EVERY_MS);
        void this.check().catch((error: unknown) => {
          this.#deps.onFailed(error);
        });
      }
    });
  }
}
