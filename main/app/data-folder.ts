import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Environment } from './environment.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';

/** Where each system keeps what belongs to a program and its user. */
export function defaultDataFolder(platform: NodeJS.Platform, env: Environment): string {
  const home = env['HOME'] ?? os.homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'ccLoad');
  if (platform === 'win32') {
    return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'ccLoad');
  }
  const xdg = env['XDG_DATA_HOME'];
  // The XDG specification tells to ignore a relative path.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share');
  return path.join(base, 'ccload');
}

/** Makes the folder, for its user alone; a folder that cannot be written is one clear line. */
export function prepareFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StartError(
      EXIT_CODES.configuration,
      `The data folder ${folder} cannot be used (${reason}). Make it writable, or name another one with --data-dir or CCLOAD_DATA_DIR.`,
      { cause },
    );
  }
}
