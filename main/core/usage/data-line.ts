import { COLON, CR, LF } from '../ascii.ts';

/** A stretch of bytes: `[start, end)`. */
export type Range = { readonly start: number; readonly end: number };

const DATA = [0x64, 0x61, 0x74, 0x61, COLON] as const;

/** The value of the `data` line that `at` stands in; null when it stands in another kind of line. */
export function dataLineAround(bytes: Uint8Array, at: number): Range | null {
  const start = at === 0 ? 0 : bytes.lastIndexOf(LF, at - 1) + 1;
  if (!DATA.every((byte, index) => bytes[start + index] === byte)) return null;
  const end = bytes.indexOf(LF, at);
  return { start: start + DATA.length, end: end < 0 ? bytes.length : end };
}

/** The event that `at` stands in, with the empty line that ends it, in bytes that hold only whole events. */
export function eventAround(bytes: Uint8Array, at: number): Range {
  let start = at;
  while (start > 0) {
    start = bytes.lastIndexOf(LF, start - 1) + 1;
    if (start === 0 || isEmptyLineBefore(bytes, start)) break;
    start--;
  }
  let end = at;
  while (end < bytes.length) {
    const lf = bytes.indexOf(LF, end);
    end = lf < 0 ? bytes.length : lf + 1;
    if (isEmptyLineBefore(bytes, end)) break;
  }
  return { start, end };
}

/** Whether the line that ends before `at` is empty. */
function isEmptyLineBefore(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 2];
  if (before === CR) return at < 3 || bytes[at - 3] === LF;
  return before === LF || at === 1;
}
