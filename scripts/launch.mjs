/**
 * Starts a bundle of ours whatever Node the machine has, and builds it first where a source is newer.
 *
 * Plain Node 18 or newer without packages, because this file runs before anything is checked. Arguments,
 * signals and the exit code go through. The bundle is imported into this process; there is a second
 * process only where the machine's own Node is too old for it.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** better-sqlite3 crashes Node 20; 24 is what the bundles are built for and what the tests run on. */
const OLDEST_NODE_MAJOR = 24;

/** The Node that `npm ci` installs. Not its link in .bin, which is a shell script on Windows. */
const bundledNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** What a build is made of. */
const SOURCES = ['main', 'renderer', 'preload', 'build.mjs', 'package.json'];

/**
 * Latest change of a file, or of anything in a folder, as epoch milliseconds; 0 when there is none. A
 * folder's own time counts, because it changes when a file is removed.
 * @param {string} path
 * @returns {number}
 */
function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  const inside = readdirSync(path).map((name) => changedAt(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/** A copy without the build tools, as in a container, is taken as it is. */
export function needsBuild() {
  const builtAt = changedAt(join(root, 'dist/built.json'));
  if (builtAt > 0 && !existsSync(join(root, 'node_modules/vite'))) return false;
  return SOURCES.some((source) => changedAt(join(root, source)) > builtAt);
}

/**
 * Runs a script of ours in another process and answers its exit code.
 * @param {string} node
 * @param {string[]} args
 * @param {'inherit' | 'ignore'} stdout
 * @returns {Promise<number>}
 */
async function run(node, args, stdout) {
  const child = spawn(node, args, { stdio: ['inherit', stdout, 'inherit'] });
  // A terminal hands Ctrl-C and a hang-up to every process in its foreground, so the child has them
  // already; Windows does so always. This process only has to stay until the child is done. A signal
  // from another program arrives here alone and is passed on.
  const isShared = process.platform === 'win32' || [0, 1, 2].some((fd) => isatty(fd));
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (signal === 'SIGTERM' || !isShared) child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

/**
 * Sets the exit code of this process, unless the program runs in here and sets its own.
 * @param {string} script address of the script that asks, which is what a newer Node runs again
 * @param {string} bundle name of the entry in dist/main
 * @returns {Promise<void>}
 */
export async function launch(script, bundle) {
  const code = await start(script, bundle);
  if (code !== undefined) process.exitCode = code;
}

/** One that ends sooner did not start: a library or the sandbox is missing, and it has said so. */
const LAUNCH_MS = 5000;

/** The engine's own codes (port, folder, configuration, database): it started, and said what is wrong. */
const OWN_CODES = [0, 2, 3, 4, 5];

/**
 * Shows the window. The exit code is set when it is closed.
 * @param {string} electron
 * @param {string[]} args
 * @param {boolean} isOnlyWay
 * @returns {Promise<boolean>} false when it could not start and headless may take its place
 */
export async function launchDesktop(electron, args, isOnlyWay) {
  if (needsBuild()) {
    const built = await run(process.execPath, [join(root, 'build.mjs')], 'ignore');
    if (built !== 0) {
      process.exitCode = built;
      return true;
    }
  }
  const startedAt = Date.now();
  const code = await run(electron, [root, ...args], 'inherit');
  const isStarted = OWN_CODES.includes(code) || Date.now() - startedAt > LAUNCH_MS;
  if (isStarted || isOnlyWay) {
    process.exitCode = code;
    return true;
  }
  console.error(`Electron could not start (exit code ${code}) – starting headless.`);
  return false;
}

/**
 * @param {string} script
 * @param {string} bundle
 * @returns {Promise<number | undefined>} exit code, or nothing while the program runs in here
 */
async function start(script, bundle) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE_MAJOR) {
    if (existsSync(bundledNode))
      return run(bundledNode, [fileURLToPath(script), ...process.argv.slice(2)], 'inherit');
    console.error(
      `Node ${OLDEST_NODE_MAJOR} or newer is needed. Run "npm ci", which brings it along.`,
    );
    return 1;
  }
  if (needsBuild()) {
    // Its sizes are for `npm run build`; what is wrong goes to stderr.
    const code = await run(process.execPath, [join(root, 'build.mjs')], 'ignore');
    if (code !== 0) return code;
  }
  await import(pathToFileURL(join(root, 'dist/main', `${bundle}.js`)).href);
  return undefined;
}
