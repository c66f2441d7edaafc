import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from '../../main/store/worker-messages.ts';

/**
 * A database thread that dies when a statement carries one of two words: `exit` ends it, `throw` is an
 * error nobody catches.
 */
parentPort?.on('message', (request: WorkerRequest) => {
  if (request.kind !== 'execute') return;
  if (request.params.includes('exit')) process.exit(9);
  if (request.params.includes('throw')) throw new Error('out of luck');
});
await import('../../main/store/sqlite-worker.ts');
