import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from './wire-error.ts';
import { StoreError } from './store-error.ts';

/** "ccLd": how a database of this program is told from any other SQLite file. */
export const APPLICATION_ID = 0x63634c64;

/** Length and offsets of the header, from https://www.sqlite.org/fileformat2.html#the_database_header. */
const HEADER_BYTES = 100;
const USER_VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const MAGIC = 'SQLite format 3\0';

/**
 * Refuses a file that is not ours or too new, before SQLite sees it: opening would already leave
 * siblings (`-wal`, `-shm`) beside it, and switching the journal mode would write to it.
 * A missing or empty file is a new database.
 */
export function refuseForeignFile(file: string, latest: number): void {
  const header = readHeader(file);
  if (header === null || header.length === 0) return;
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StoreError('foreign', `${file} is not a database. It was left as it is.`);
  }
  refuseForeignIds(
    file,
    header.readUInt32BE(APPLICATION_ID_AT),
    header.readUInt32BE(USER_VERSION_AT),
    latest,
  );
}

/** The same for the two numbers as SQLite reads them, after whatever a log beside the file has to say. */
export function refuseForeignIds(
  file: string,
  applicationId: number,
  version: number,
  latest: number,
): void {
  if (applicationId !== APPLICATION_ID) {
    throw new StoreError(
      'foreign',
      `${file} is a database of another program. It was left as it is.`,
    );
  }
  if (version > latest) {
    throw new StoreError(
      'newer',
      `The database ${file} was written by a newer version of this program (step ${version}, ` +
        `known up to ${latest}). It was left as it is.`,
    );
  }
}

/** Null when there is no such file; empty when it has no bytes. */
function readHeader(file: string): Buffer | null {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw unreadable(file, error);
  }
  try {
    // A folder opens like a file and fails only when it is read.
    if (!fstatSync(handle).isFile()) {
      throw new StoreError('unreadable', `${file} is not a file.`);
    }
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(handle, header, 0, HEADER_BYTES, 0));
  } catch (error) {
    throw error instanceof StoreError ? error : unreadable(file, error);
  } finally {
    closeSync(handle);
  }
}

function unreadable(file: string, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreError('unreadable', `The database ${file} cannot be read (${reason}).`, {
    cause,
  });
}
