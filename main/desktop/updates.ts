import { execFile } from 'node:child_process';
import { app, shell } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { UpdateOffer } from './tray-model.ts';
import {
  isTimeToRestart,
  updateOffer,
  updateWay,
  type Found,
  type UpdateWay,
} from './update-plan.ts';

const RELEASES = 'https://github.com/ccload/ccload-desktop/releases';

/** The start belongs to the proxy and the window. */
const FIRST_CHECK_AFTER_MS = 30_000;
const CHECK_EVERY_MS = 24 * 60 * 60 * 1000;

type UpdateDeps = {
  /** Requests that a restart would cut. */
  inFlight(): number;
  /** The offer changed. */
  onOffer(): void;
  /** Asked when requests run: true to restart when they have ended. */
  mayRestartLater(version: string, inFlight: number): Promise<boolean>;
  /** Ends the program in order; when the engine has ended, `finish` installs and starts the new one. */
  leaveBy(finish: () => void): void;
};

/** Looks for newer versions, and does nothing about them that nobody asked for. */
export class Updates {
  readonly #deps: UpdateDeps;
  #way: UpdateWay = 'none';
  #found: Found | null = null;
  #isRestartAskedFor = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
  }

  get offer(): UpdateOffer | null {
    return updateOffer(this.#way, this.#found);
  }

  /** Never rejects: without a network there is no news, and tomorrow is another day. */
  async start(): Promise<void> {
    const { platform } = process;
    this.#way = updateWay({
      platform,
      isPackaged: app.isPackaged,
      isAppImage: process.env['APPIMAGE'] !== undefined,
      isSigned: platform === 'darwin' && app.isPackaged && (await isSigned()),
    });
    if (this.#way !== 'none') this.#checkAfter(FIRST_CHECK_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Rejects where nobody could be asked. The answer is the newer version, or null for none. */
  async check(): Promise<string | null> {
    if (this.#way === 'none') return null;
    const result = await (await updater()).checkForUpdates();
    if (result === null || !result.isUpdateAvailable) return null;
    const { version } = result.updateInfo;
    if (this.#found?.version !== version) this.#set({ version, isDownloaded: false });
    return version;
  }

  /** The next step of the offer: its page, its download or the restart. */
  async accept(): Promise<void> {
    const { offer } = this;
    if (offer === null) return;
    if (offer.kind === 'page') await shell.openExternal(RELEASES);
    else if (offer.kind === 'download') await this.#download(offer.version);
    else await this.#restart(offer.version);
  }

  /** The number of running requests changed. */
  follow(): void {
    if (!isTimeToRestart(this.#isRestartAskedFor, this.#deps.inFlight())) return;
    this.#isRestartAskedFor = false;
    void updater().then((loaded) => {
      this.#deps.leaveBy(() => {
        loaded.quitAndInstall(false, true);
      });
    });
  }

  async #download(version: string): Promise<void> {
    await (await updater()).downloadUpdate();
    this.#set({ version, isDownloaded: true });
  }

  async #restart(version: string): Promise<void> {
    const inFlight = this.#deps.inFlight();
    this.#isRestartAskedFor =
      inFlight === 0 || (await this.#deps.mayRestartLater(version, inFlight));
    this.follow();
  }

  #set(found: Found): void {
    this.#found = found;
    this.#deps.onOffer();
  }

  #checkAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.check()
        .catch((error: unknown) => process.stderr.write(`No news of versions: ${String(error)}\n`))
        .finally(() => {
          this.#checkAfter(CHECK_EVERY_MS);
        });
    }, ms);
  }
}

/** Loaded when it is wanted first: it reads its configuration from the package, and nothing else has one. */
async function updater(): Promise<AppUpdater> {
  const { default: loaded } = await import('electron-updater');
  const { autoUpdater } = loaded;
  autoUpdater.autoDownload = false;
  // A person who quits has not agreed to anything else.
  autoUpdater.autoInstallOnAppQuit = false;
  // What it would log are addresses and file names that help nobody here.
  autoUpdater.logger = null;
  return autoUpdater;
}

/** As the system sees it: a build without a certificate has a signature too, of nobody. */
function isSigned(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('/usr/bin/codesign', ['-dv', app.getPath('exe')], (error, _, stderr) => {
      resolve(error === null && /^TeamIdentifier=(?!not set)/m.test(stderr));
    });
  });
}
