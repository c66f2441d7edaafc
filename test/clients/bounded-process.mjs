import { spawn } from 'node:child_process';

/**
 * @typedef {object} Ended
 * @property {number | null} code null when a signal ended it
 * @property {boolean} isTimedOut
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * A process, with everything it starts, that cannot outlive this one.
 * @typedef {object} Running
 * @property {Promise<Ended>} ended
 * @property {() => { stdout: string, stderr: string }} output so far
 * @property {(signal: NodeJS.Signals) => void} signal
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const alive = new Set();

process.on('exit', () => {
  for (const child of alive) end(child);
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => process.exit(1));
}

/**
 * Starts a program without a shell; it gets no input and no variables but `env`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeoutMs: number }} options
 * @returns {Running}
 */
export function start(command, args, { cwd, env, timeoutMs }) {
  // A group of its own, so that what the client starts ends with it.
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    end(child);
  }, timeoutMs);
  // What it leaves behind would keep its output open, and `close` waiting.
  child.once('exit', () => end(child));
  /** @type {Promise<Ended>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, isTimedOut, ...output }));
  });
  const forget = () => {
    clearTimeout(timer);
    alive.delete(child);
  };
  ended.then(forget, forget);
  return { ended, output: () => output, signal: (signal) => child.kill(signal) };
}

/** @param {import('node:child_process').ChildProcess} child */
function end(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

/**
 * The variables without which programs do not start; nothing of this machine's own settings, keys or proxies.
 * @returns {NodeJS.ProcessEnv}
 */
export function bareEnvironment() {
  const names = ['PATH', 'Path', 'PATHEXT', 'SystemRoot', 'SYSTEMROOT', 'ComSpec', 'LANG'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
