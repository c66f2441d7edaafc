import { execFile } from 'node:child_process';
import { app, net, shell } from 'electron';
import type { AppUpdater } from 'electron-updater';
import { HOMEPAGE } from '../app/version.ts';
import { updateWay, type UpdateWay } from './update-plan.ts';

/** Where newer versions come from. */
export type UpdateSource = {
  way(): Promise<UpdateWay>;
  isOnline(): boolean;
  /** The newer version, or null for none. Rejects where nobody could be asked. */
  find(): Promise<string | null>;
  download(): Promise<void>;
  /** What installs the download and starts it, once the program has ended. */
  installer(): Promise<() => void>;
  openPage(): Promise<void>;
};

/** The releases of the account that this build names. */
export const systemUpdates: UpdateSource = {
  way: async () => {
    const { platform } = process;
    return updateWay({
      platform,
      isPackaged: app.isPackaged,
      isAppImage: process.env['APPIMAGE'] !== undefined,
      isSigned: platform === 'darwin' && app.isPackaged && (await isSigned()),
    });
  },
  isOnline: () => net.isOnline(),
  find: async () => {
    const result = await (await updater()).checkForUpdates();
    return result?.isUpdateAvailable === true ? result.updateInfo.version : null;
  },
  download: async () => {
    await (await updater()).downloadUpdate();
  },
  installer: async () => {
    const loaded = await updater();
    return () => {
      loaded.quitAndInstall(false, true);
    };
  },
  openPage: () => shell.openExternal(`${HOMEPAGE}/releases`),
};

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
