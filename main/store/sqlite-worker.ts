import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serve-database.ts';
import { yieldToOthers } from './thread-priority.ts';
import type { WorkerStart } from './worker-messages.ts';

// Entry of a database thread.
if (parentPort === null) throw new Error('This file runs as a worker thread.');
const start = workerData as WorkerStart;
if (start.role === 'reader') yieldToOthers();
serve(parentPort, start);
