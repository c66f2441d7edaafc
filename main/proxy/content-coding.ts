import { promisify } from 'node:util';
import zlib from 'node:zlib';

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const brotliDecompress = promisify(zlib.brotliDecompress);
const zstdDecompress = promisify(zlib.zstdDecompress);

export type Decoded =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: 'unknownCoding' | 'corrupt' | 'tooLarge' };

/** Codings of a `content-encoding` header in the order they were applied; `identity` is left out. */
export function codingsOf(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  return header
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Undoes every coding of a whole body, off the event loop, bounded by `maxBytes` of output. */
export async function decodeBody(
  bytes: Buffer,
  codings: readonly string[],
  maxBytes: number,
): Promise<Decoded> {
  let decoded = bytes;
  for (const coding of codings.toReversed()) {
    try {
      const next = await undo(coding, decoded, { maxOutputLength: maxBytes });
      if (next === null) return { ok: false, reason: 'unknownCoding' };
      decoded = next;
    } catch (error) {
      const isTooLarge = error instanceof RangeError;
      return { ok: false, reason: isTooLarge ? 'tooLarge' : 'corrupt' };
    }
  }
  return { ok: true, bytes: decoded };
}

/** The beginning of a body that may be cut off, as far as it can be read; null for an unknown coding. */
export async function decodeBeginning(
  bytes: Buffer,
  codings: readonly string[],
  maxBytes: number,
): Promise<Buffer | null> {
  let decoded = bytes;
  for (const coding of codings.toReversed()) {
    try {
      const next = await undo(coding, decoded, {
        maxOutputLength: maxBytes,
        finishFlush: coding === 'br' ? zlib.constants.BROTLI_OPERATION_FLUSH : flushOf(coding),
      });
      if (next === null) return null;
      decoded = next;
    } catch {
      // Cut in a place where nothing can be recovered, or larger than we look at: there is no beginning to show.
      return null;
    }
  }
  return decoded.subarray(0, maxBytes);
}

function flushOf(coding: string): number {
  return coding === 'zstd' ? zlib.constants.ZSTD_e_flush : zlib.constants.Z_SYNC_FLUSH;
}

type Limits = { maxOutputLength: number; finishFlush?: number };

function undo(coding: string, bytes: Buffer, limits: Limits): Promise<Buffer> | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gunzip(bytes, limits);
    case 'deflate':
      return inflate(bytes, limits);
    case 'br':
      return brotliDecompress(bytes, limits);
    case 'zstd':
      return zstdDecompress(bytes, limits);
    default:
      return null;
  }
}
