/**
 * `npm run bench` and `npm run bench:data`: start the measuring, whose script is named first, under the Node that comes
 * with the project, whatever Node runs this file.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/node/bin/node');
const [script = 'measure.ts', ...rest] = process.argv.slice(2);
const args = [path.join(root, 'test/bench', script), ...rest];

const child = spawn(node, args, { stdio: 'inherit' });
// A terminal sends its signals to both; this one waits until the other has ended what it started.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => child.kill(signal));
}
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
