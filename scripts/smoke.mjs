/**
 * Starts a packaged program, which calls its own proxy and ends: `node scripts/smoke.mjs <executable> [arguments]`.
 * Fuses keep every other tool out of it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A machine that starts it for the first time looks for viruses too. */
const LONGEST_MS = 120_000;

/** @returns {Promise<number>} one that nobody listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

const [executable, ...args] = process.argv.slice(2);
if (executable === undefined) throw new Error('Which program? node scripts/smoke.mjs <executable>');
const folder = mkdtempSync(path.join(tmpdir(), 'ccload-smoke-'));
const child = spawn(
  executable,
  [...args, '--smoke', '--hidden', `--port=${await freePort()}`, `--data-dir=${folder}`],
  { stdio: 'inherit' },
);
const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
const code = await new Promise((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
});
clearTimeout(late);
if (code !== 0) throw new Error(`The program ended with ${String(code)}.`);
/** @type {{ status: number }} */
const result = JSON.parse(readFileSync(path.join(folder, 'smoke.json'), 'utf8'));
if (result.status !== 200) throw new Error(`/health answered ${result.status}.`);
console.log(`Well: ${JSON.stringify(result)}`);
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
