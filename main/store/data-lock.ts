import Database from 'better-sqlite3';
import { createPrivateFile } from './private-file.ts';
import { StoreError } from './store-error.ts';
import { errorCode } from './wire-error.ts';

/**
 * Makes this process the only one that uses `file`, and returns the way to let go.
 *
 * The lock is SQLite's own, on an empty file beside the database: the operating system drops it when
 * the process dies, however it dies, on every platform, which a file with a process id in it does not.
 * It cannot be taken on the database itself, where it would shut out our own reader. The file stays
 * behind: removing it would let two processes hold locks on two files of the same name.
 */
export function lockDatabase(file: string): () => void {
  const path = `${file}.lock`;
  createPrivateFile(path);
  const lock = new Database(path, { timeout: 0 });
  try {
    // Nothing is ever written, so no journal has to lie beside it.
    lock.pragma('journal_mode = memory');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!errorCode(error).startsWith('SQLITE_BUSY')) throw error;
    throw new StoreError(
      'locked',
      `The database ${file} is in use by another process of this program.`,
    );
  }
  return () => {
    lock.close();
  };
}
