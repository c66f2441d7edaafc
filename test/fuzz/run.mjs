/** `npm run fuzz`: the converters under a million generated events each, under the Node that comes with the project. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/node/bin/node');
const script = path.join(root, 'test/fuzz/converters.ts');
// What is held is told only when all that can be collected has been.
const child = spawn(node, ['--expose-gc', script, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => child.kill(signal));
}
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
