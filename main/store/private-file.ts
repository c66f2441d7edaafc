import { closeSync, openSync } from 'node:fs';
import { errorCode } from './wire-error.ts';

/** Readable and writable by its owner alone. Windows knows no such bits; there the folder's rights count. */
export const PRIVATE_MODE = 0o600;

/**
 * Creates an empty file that nobody else may read, unless there is one; SQLite gives its siblings the
 * same mode. A file that is there is not even opened: closing any handle of a file drops every POSIX lock
 * this process has on it, also those SQLite took through another handle.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_MODE));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
