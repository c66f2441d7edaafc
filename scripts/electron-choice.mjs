/**
 * Is there an Electron to show a window with? Looked for without importing the package, which would begin to download
 * the binary. Plain Node without packages, because this runs before anything is checked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Surroundings
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} platform
 * @property {string} root
 */

/**
 * @typedef {{ kind: 'desktop', binary: string } | { kind: 'headless', why: string | null }} Choice
 */

/** @param {Surroundings} surroundings @returns {Choice} `why` is a sentence for people; null where headless was asked for */
export function chooseShell({ args, env, platform, root }) {
  // The command line's own questions are answered in the terminal.
  const asked = ['--headless', '--help', '-h', '--version', '-v', '--reset-password'];
  if (args.some((arg) => asked.includes(arg))) return { kind: 'headless', why: null };
  if (/^(1|true|yes|on)$/i.test(env['CCLOAD_HEADLESS'] ?? ''))
    return { kind: 'headless', why: null };
  const binary = findElectron(env, root);
  if (binary === null) {
    const why = 'No Electron binary (run "npx install-electron") – starting headless.';
    return { kind: 'headless', why };
  }
  if (!hasDisplay(env, platform))
    return { kind: 'headless', why: 'No display – starting headless.' };
  return { kind: 'desktop', binary };
}

/**
 * @param {Surroundings['env']} env
 * @param {string} root
 * @returns {string | null}
 */
function findElectron(env, root) {
  const folder = join(root, 'node_modules/electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist === undefined && !existsSync(pathFile)) return null;
  const binary = join(dist ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

/** @param {Surroundings['env']} env @param {string} platform */
function hasDisplay(env, platform) {
  if (env['CI'] || env['SSH_CONNECTION']) return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
