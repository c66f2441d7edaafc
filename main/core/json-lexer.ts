/**
 * Where the pieces of a JSON text end. Every function takes the place where a piece begins and
 * returns the place after it; what is malformed at offset `n` comes back as `~n`, a negative number,
 * so that a scan of a large body allocates nothing. `end` bounds the text; a piece that reaches
 * beyond it is malformed at `end`.
 */

import {
  BACKSLASH,
  CLOSE_BRACE,
  CR,
  LF,
  MINUS,
  NINE,
  OPEN_BRACE,
  QUOTE,
  SPACE,
  TAB,
  ZERO,
} from './ascii.ts';
import type { StringSearch } from './string-search.ts';

/** Most strings of a request are names that end within this; they need no search. */
const NEAR_BYTES = 12;

/** Levels whose kinds fit into one integer, see `nestedEnd`. */
const LEVELS_PER_WORD = 32;

/** The first byte at or after `at` that is not JSON whitespace. */
export function spaceEnd(body: Uint8Array, at: number, end: number): number {
  while (at < end) {
    const byte = body[at];
    if (byte !== SPACE && byte !== LF && byte !== CR && byte !== TAB) break;
    at++;
  }
  return at;
}

/**
 * Where the string whose opening quote is at `start` ends. Every byte is checked: control characters
 * and unknown escapes are malformed, as in JSON.parse.
 */
export function checkedStringEnd(
  body: Uint8Array,
  start: number,
  end: number,
  search: StringSearch,
): number {
  for (let at = start + 1; ;) {
    at = search.special(at);
    if (at >= end) return ~end;
    if (body[at] === QUOTE) return at + 1;
    if (body[at] !== BACKSLASH) return ~at;
    const bad = badEscape(body, at, end);
    if (bad >= 0) return ~bad;
    // The byte after the backslash may be a quote; hexadecimal digits need no skipping.
    at += 2;
  }
}

/** The offset that spoils the escape at `at`, or -1 when it is whole and known. */
function badEscape(body: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return end;
  switch (body[at + 1] as number) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return -1;
    case 0x75: // u
      for (let digit = at + 2; digit < at + 6; digit++) {
        if (digit >= end) return end;
        if (!isHexDigit(body[digit] as number)) return digit;
      }
      return -1;
    default:
      return at + 1;
  }
}

/**
 * Where the `{` or `[` at `start` is closed. Only brackets and strings are followed: every bracket
 * must have its own kind of partner, what stands between them is not looked at.
 *
 * The kinds of the open brackets are bits, one word per 32 levels, so that a body of nothing but
 * brackets needs a quarter of its size and not many times of it.
 */
export function nestedEnd(
  body: Uint8Array,
  start: number,
  end: number,
  search: StringSearch,
): number {
  const fullWords: number[] = [];
  let kinds = 0;
  let depth = 0;
  for (let at = start; at < end;) {
    const byte = body[at] as number;
    if (byte === QUOTE) {
      at = stringEnd(body, at + 1, search);
      if (at < 0) return ~end;
      continue;
    }
    // [ and { differ from each other by one bit, and so do ] and }.
    const shape = byte | 0x20;
    if (shape === OPEN_BRACE) {
      if (depth % LEVELS_PER_WORD === 0) fullWords.push(kinds);
      kinds = (kinds << 1) | (byte === OPEN_BRACE ? 1 : 0);
      depth++;
    } else if (shape === CLOSE_BRACE) {
      if ((kinds & 1) !== (byte === CLOSE_BRACE ? 1 : 0)) return ~at;
      depth--;
      if (depth === 0) return at + 1;
      kinds = depth % LEVELS_PER_WORD === 0 ? (fullWords.pop() ?? 0) : kinds >> 1;
    }
    at++;
  }
  return ~end;
}

/**
 * The place after the closing quote of a string whose content begins at `at`, or -1. A quote is
 * escaped when an odd number of backslashes precede it; `at` never stands inside an escape, and the
 * quote before it stops the counting.
 */
function stringEnd(body: Uint8Array, at: number, search: StringSearch): number {
  for (const near = Math.min(at + NEAR_BYTES, body.length); at < near; at++) {
    const byte = body[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at++;
  }
  for (;;) {
    const quote = search.quote(at);
    if (quote < 0) return -1;
    let before = quote - 1;
    while (body[before] === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1;
    at = quote + 1;
  }
}

/** Where the literal whose characters are `text` ends. */
export function literalEnd(body: Uint8Array, start: number, end: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (start + index >= end) return ~end;
    if (body[start + index] !== text.charCodeAt(index)) return ~(start + index);
  }
  return start + text.length;
}

/** Where the number at `start` ends. One that touches `end` may go on behind it: it is malformed. */
export function numberEnd(body: Uint8Array, start: number, end: number): number {
  let at = body[start] === MINUS ? start + 1 : start;
  // A leading zero stands alone; another digit behind it then is no comma and no bracket.
  at = at < end && body[at] === ZERO ? at + 1 : digitsEnd(body, at, end);
  if (at >= 0 && at < end && body[at] === 0x2e) at = digitsEnd(body, at + 1, end);
  if (at >= 0 && at < end && ((body[at] as number) | 0x20) === 0x65) {
    const sign = body[at + 1];
    at = digitsEnd(body, sign === 0x2b || sign === MINUS ? at + 2 : at + 1, end);
  }
  return at >= end ? ~end : at;
}

/** The place after one or more digits. */
function digitsEnd(body: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(body[at] as number)) at++;
  return at > start ? at : ~Math.min(start, end);
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
