import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, Menu } from 'electron';
import { readCommand, type Config } from '../app/config.ts';
import { prepareFolder } from '../app/data-folder.ts';
import { EXIT_CODES, StartError } from '../app/exit-codes.ts';
import type { Arguments } from './arguments.ts';
import { LINK_SCHEME } from './deep-link.ts';

/** What a second instance hands to the first. Electron keeps it as it is, unlike a command line. */
export type SecondStart = { readonly link: string | null };

const APP_ID = 'io.github.ccload.desktop';

/** The configuration, as headless reads it from the same flags and variables. Throws a StartError. */
export function desktopConfig(engine: readonly string[]): Config {
  const command = readCommand(engine, process.env, app.getPath('home'), 'dataFolder');
  if (command.kind === 'run') return command.config;
  throw new StartError(EXIT_CODES.configuration, `"${command.kind}" is for headless.`);
}

/** Everything of Chromium's lies in our folder, so another data folder is another program. */
export function ownFolder(config: Config): string {
  prepareFolder(config.dataFolder);
  const folder = path.join(config.dataFolder, 'desktop');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  app.setPath('userData', folder);
  return folder;
}

/** False when another one runs on this data folder; it has been told why we were started. */
export function isFirstInstance({ link }: Arguments): boolean {
  const told: SecondStart = { link };
  return app.requestSingleInstanceLock(told);
}

/** What has to stand before Electron is ready. */
export function prepareElectron(): void {
  app.setAppUserModelId(APP_ID);
  app.enableSandbox();
  // Elsewhere the registration of an installer, or of an AppImage's desktop file, counts.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  // The tray keeps the program alive.
  app.on('window-all-closed', () => undefined);
}

/** On macOS an Edit menu is what makes the shortcuts for copy and paste work. */
export function setApplicationMenu(platform: string): void {
  if (platform !== 'darwin') {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]),
  );
}
