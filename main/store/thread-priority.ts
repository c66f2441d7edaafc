import os from 'node:os';

/** Below the usual, so that a stream is passed on at once while a long question is answered. */
const NICENESS = 19;

/**
 * Lets the other threads of the program go first where there are fewer cores than work. Linux gives every thread a
 * priority of its own and takes 0 for the calling one (setpriority(2), "C library/kernel differences"); elsewhere the
 * same call would slow the whole process down.
 */
export function yieldToOthers(): void {
  if (process.platform === 'linux') os.setPriority(0, NICENESS);
}
