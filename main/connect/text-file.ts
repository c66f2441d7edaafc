import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/app-error.ts';

/** Larger configuration files do not exist; whatever this is, it is not edited. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A file of a client as it is now. */
export type TextFile = {
  /** Behind every link, so that a link stays one. */
  readonly realPath: string;
  /** Null when there is no file. */
  readonly bytes: Buffer | null;
  readonly mode: number;
  /** It has other names too, that are no links to this one. */
  readonly isShared: boolean;
};

/** For its user alone: it will hold a token. */
const NEW_MODE = 0o600;

/** @throws AppError for what is there and cannot be read */
export function readTextFile(file: string): TextFile {
  const realPath = behindLinks(file);
  try {
    const { mode, size, nlink } = fs.statSync(realPath);
    if (size > MAX_BYTES) throw unreadable(file, 'it is too large');
    return {
      realPath,
      bytes: fs.readFileSync(realPath),
      mode: mode & 0o7777,
      isShared: nlink > 1,
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (codeOf(error) === 'ENOENT') {
      return { realPath, bytes: null, mode: NEW_MODE, isShared: false };
    }
    throw unreadable(file, codeOf(error), error);
  }
}

/** @throws AppError when it is no UTF-8 */
export function textOf(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(file, 'it is not UTF-8', cause);
  }
}

/**
 * Puts new bytes in the place of those that were read, in one step: whoever reads meanwhile sees the old ones or the new
 * ones. Only a file of several names is written where it is: the others would keep the old bytes. Null removes the file.
 *
 * @throws AppError when somebody has changed the file since it was read
 */
export function replaceFile(
  file: string,
  { realPath, bytes, mode, isShared }: TextFile,
  next: Buffer | null,
): void {
  const refuseChanged = (): void => {
    const now = readTextFile(file).bytes;
    const isUnchanged = now === null ? bytes === null : bytes !== null && now.equals(bytes);
    if (isUnchanged) return;
    const message = `${file} was changed meanwhile. Look at it again.`;
    throw new AppError('connect.file-changed', message, { values: { file } });
  };
  if (next === null) {
    refuseChanged();
    fs.rmSync(realPath, { force: true });
    return;
  }
  if (isShared) {
    writeInPlace(realPath, next, refuseChanged);
    return;
  }
  fs.mkdirSync(path.dirname(realPath), { recursive: true, mode: 0o700 });
  writeAside(realPath, next, mode, refuseChanged);
}

/** In one call, and cut off afterwards; what was there before is in the note, should the machine stop in between. */
function writeInPlace(file: string, bytes: Buffer, beforeWrite: () => void): void {
  beforeWrite();
  try {
    const handle = fs.openSync(file, 'r+');
    try {
      fs.writeSync(handle, bytes, 0, bytes.length, 0);
      fs.ftruncateSync(handle, bytes.length);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    throw notWritable(file, error);
  }
}

function notWritable(file: string, cause: unknown): AppError {
  const why = codeOf(cause);
  const message = `${file} cannot be written (${why}).`;
  return new AppError('connect.not-writable', message, { cause, values: { file, why } });
}

/** Written beside the file and renamed, so that a crash leaves the old one or the new one. */
export function writeAside(
  file: string,
  bytes: Buffer,
  mode: number,
  beforeRename: () => void = () => undefined,
): void {
  const aside = path.join(path.dirname(file), `.${path.basename(file)}.ccload-new`);
  fs.rmSync(aside, { force: true });
  try {
    const handle = fs.openSync(aside, 'wx', NEW_MODE);
    try {
      keepOwner(handle, file);
      fs.writeFileSync(handle, bytes);
      fs.fchmodSync(handle, mode);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    beforeRename();
    fs.renameSync(aside, file);
  } catch (error) {
    fs.rmSync(aside, { force: true });
    if (error instanceof AppError) throw error;
    throw notWritable(file, error);
  }
}

/** A program of root that edits a user's file must not take it away from them. */
function keepOwner(handle: number, file: string): void {
  const old = fs.statSync(file, { throwIfNoEntry: false });
  const own = fs.fstatSync(handle);
  if (old === undefined || (old.uid === own.uid && old.gid === own.gid)) return;
  fs.fchownSync(handle, old.uid, old.gid);
}

/** Also of a file that is not there yet; only a link to nowhere is refused, because writing it would replace the link. */
function behindLinks(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch (error) {
    const isLink = fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (codeOf(error) !== 'ENOENT' || isLink) {
      throw unreadable(file, isLink ? 'it is a link to nowhere' : codeOf(error), error);
    }
    return file;
  }
}

function unreadable(file: string, why: string, cause?: unknown): AppError {
  const message = `${file} cannot be read: ${why}.`;
  return new AppError('connect.unreadable', message, { cause, values: { file, why } });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
