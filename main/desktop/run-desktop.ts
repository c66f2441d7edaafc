import path from 'node:path';
import { app, dialog, session } from 'electron';
import { builtUi } from '../app/built-ui.ts';
import { systemClock } from '../app/clock.ts';
import type { Config } from '../app/config.ts';
import { createApp } from '../app/create-app.ts';
import { prepareFolder } from '../app/data-folder.ts';
import { EXIT_CODES } from '../app/exit-codes.ts';
import { fileSink } from '../app/log-sinks.ts';
import { VERSION } from '../app/version.ts';
import { DesktopShell } from './desktop-shell.ts';
import { DesktopStore } from './desktop-store.ts';
import { dialogTexts } from './dialog-texts.ts';
import { denyPermissions } from './guards.ts';
import { systemKeyStore } from './key-store.ts';
import { LoginItem } from './login-item.ts';
import { smoke } from './smoke.ts';
import { setApplicationMenu, type SecondStart } from './start.ts';
import { findTrayHost } from './tray-host.ts';

export type Launch = {
  readonly config: Config;
  /** What belongs to this desktop lies here. */
  readonly folder: string;
  /** Holds `dist` and, in development, `resources`. */
  readonly programFolder: string;
  /** The system started us at login: nobody asked to see anything. */
  readonly isHidden: boolean;
  readonly isSmoke: boolean;
  readonly calls: { listen(take: (call: SecondStart) => void): void };
};

/** The program from the moment Electron is ready. */
export async function runDesktop(launch: Launch): Promise<void> {
  const { config, folder, programFolder } = launch;
  const { platform } = process;
  setApplicationMenu(platform);
  denyPermissions(session.defaultSession);
  const store = new DesktopStore(folder, app.getPreferredSystemLanguages());
  const login = new LoginItem(platform);
  const isHidden = launch.isHidden || login.wasLaunchedAtLogin();

  const [keyStore, trayHost] = await Promise.all([
    systemKeyStore(platform),
    findTrayHost(platform),
  ]);
  const logFolder = path.join(config.dataFolder, 'logs');
  prepareFolder(logFolder);
  const engine = await createApp(config, {
    version: VERSION,
    staticDir: builtUi(),
    clock: systemClock,
    sink: fileSink(logFolder),
    logFile: path.join(logFolder, 'ccload.log'),
    onFatal: (error) => {
      const texts = dialogTexts(store.settings.language);
      dialog.showErrorBox(texts.databaseFailed, error.message);
      app.exit(EXIT_CODES.database);
    },
    shell: { keyStore },
  });
  const desktop = new DesktopShell({
    engine,
    store,
    login,
    platform,
    logFolder,
    trayHost,
    keysOpenedBy: openedBy(config, keyStore !== null),
    preload: path.join(programFolder, 'dist', 'preload', 'preload.cjs'),
    imageFolder: path.join(
      app.isPackaged ? process.resourcesPath : path.join(programFolder, 'resources'),
      'tray',
    ),
  });
  await desktop.start(isHidden);
  launch.calls.listen((call) => {
    desktop.called(call);
  });
  if (!launch.isSmoke) return;
  await smoke(engine.shell.state().address, config.dataFolder, VERSION);
  app.quit();
}

function openedBy(config: Config, hasKeyStore: boolean): 'secret' | 'keyStore' | 'file' {
  if (config.secret !== null) return 'secret';
  return hasKeyStore ? 'keyStore' : 'file';
}
