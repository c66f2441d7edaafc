/**
 * The desktop shell as it is built, on a stand-in for Electron with a browser as its window: `npm run test:desktop`.
 * With CCLOAD_E2E_ELECTRON=1 the same specs run on a real Electron.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { needsBuild } from '../../scripts/launch.mjs';

const root = join(import.meta.dirname, '../..');

/** @param {string[]} args @returns {Promise<number>} */
function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const built = needsBuild() ? await run(['build.mjs']) : 0;
const config = 'test/desktop/vitest.config.ts';
process.exitCode =
  built === 0
    ? await run([
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        config,
        ...process.argv.slice(2),
      ])
    : built;
