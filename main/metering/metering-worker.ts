import { parentPort } from 'node:worker_threads';
import { serve } from './serve-metering.ts';

// Entry of a metering thread.
if (parentPort === null) throw new Error('This file runs in a worker thread.');
serve(parentPort);
