import path from 'node:path';
import { app, dialog } from 'electron';
import { EXIT_CODES, StartError } from '../app/exit-codes.ts';
import { readArguments } from './arguments.ts';
import { dialogTexts } from './dialog-texts.ts';
import { EarlyCalls } from './early-calls.ts';
import { runDesktop } from './run-desktop.ts';
import { desktopConfig, isFirstInstance, ownFolder, prepareElectron } from './start.ts';

/** Beside the bundle: `dist/main/desktop.js`. */
const PROGRAM_FOLDER = path.join(import.meta.dirname, '..', '..');

await start();

/** Everything that has to be said to Electron before it is ready, in its order; then the program itself. */
async function start(): Promise<void> {
  // In development the first two are Electron and the folder of the program.
  const given = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
  try {
    const config = desktopConfig(given.engine);
    const folder = ownFolder(config);
    if (!isFirstInstance(given)) {
      app.exit(0);
      return;
    }
    const calls = new EarlyCalls(given.link);
    prepareElectron();
    await app.whenReady();
    await runDesktop({
      config,
      folder,
      programFolder: PROGRAM_FOLDER,
      isHidden: given.isHidden,
      isSmoke: given.isSmoke,
      calls,
    });
  } catch (error) {
    fail(error);
  }
}

/** Nobody sees a terminal here. A fault that was foreseen is one line; anything else needs its stack to be understood. */
function fail(error: unknown): void {
  const isForeseen = error instanceof StartError;
  const text = isForeseen || !(error instanceof Error) ? errorText(error) : (error.stack ?? '');
  const language = app.getPreferredSystemLanguages()[0]?.startsWith('zh') === true ? 'zh' : 'en';
  dialog.showErrorBox(dialogTexts(language).cannotStart, text);
  process.stderr.write(`${text}\n`);
  app.exit(isForeseen ? error.exitCode : EXIT_CODES.failure);
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
