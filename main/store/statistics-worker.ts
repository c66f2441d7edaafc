import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serve-statistics.ts';
import { yieldToOthers } from './thread-priority.ts';
import type { WorkerStart } from './worker-messages.ts';

// Entry of the statistics thread.
if (parentPort === null) throw new Error('This file runs as a worker thread.');
yieldToOthers();
serve(parentPort, workerData as WorkerStart);
