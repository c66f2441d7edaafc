/**
 * `npm run fuzz`: the converters under a million generated events each, then what imports read, damaged in ten thousand
 * ways, under the Node that comes with the project. With arguments, which the converters take, those alone.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/node/bin/node');
const given = process.argv.slice(2);
const IMPORTS = ['test/admin/import-mutations.test.ts', 'test/admin/import-round-trip.test.ts'];

// What is held is told only when all that can be collected has been.
await run(['--expose-gc', path.join(root, 'test/fuzz/converters.ts'), ...given]);
if (given.length === 0 && !process.exitCode) {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  await run([vitest, 'run', '--project', 'main', '--testTimeout', '600000', ...IMPORTS]);
}

/** @param {string[]} args */
async function run(args) {
  const env = { ...process.env, CCLOAD_FUZZ: '1' };
  const child = spawn(node, args, { stdio: 'inherit', cwd: root, env });
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  process.exitCode = await new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
  process.off('SIGINT', pass).off('SIGTERM', pass);
}
