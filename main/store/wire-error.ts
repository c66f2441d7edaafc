import { StoreError, type StoreErrorCode } from './store-error.ts';
import type { WireError } from './worker-messages.ts';

/** A statement failed, with SQLite's extended code (`SQLITE_CONSTRAINT_UNIQUE`). The database is usable. */
class SqlError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
  }
}

/** Errors that mean "this file cannot be opened", as opposed to a fault in a statement. */
const UNREADABLE =
  /^(SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL)|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|ENOSPC)/;

/** Says what an error means for `file`. While it is being opened more of them concern the file as a whole. */
export function toWireError(error: unknown, file: string, isOpening: boolean): WireError {
  if (error instanceof StoreError) {
    return { isStoreError: true, code: error.code, message: error.message };
  }
  const code = errorCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  const about = (kind: StoreErrorCode, message: string): WireError => {
    return { isStoreError: true, code: kind, message };
  };
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return about('damaged', `The database ${file} is damaged (${reason}). Restore it from a copy.`);
  }
  if (isOpening && code.startsWith('SQLITE_BUSY')) {
    return about('locked', `The database ${file} is locked by another program.`);
  }
  if (isOpening && UNREADABLE.test(code)) {
    return about('unreadable', `The database ${file} cannot be opened or written (${reason}).`);
  }
  return { isStoreError: false, code, message: reason };
}

export function fromWireError(error: WireError): Error {
  return error.isStoreError
    ? new StoreError(error.code as StoreErrorCode, error.message)
    : new SqlError(error.code, error.message);
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
