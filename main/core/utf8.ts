/**
 * UTF-8 both ways, with the results of TextEncoder and TextDecoder (WHATWG Encoding §8), which do not
 * exist where decisions are made. Meant for names, ids and stream events; a whole body stays bytes.
 */

const REPLACEMENT = 0xfffd;

/** Code units gathered before they become text: as many arguments as any engine takes in one call. */
const UNITS_AT_ONCE = 4096;

/** Encodes text. A lone surrogate becomes EF BF BD, because no bytes stand for it. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(encodedLength(text));
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if (isPair(text, index)) {
      const point = 0x10000 + ((unit - 0xd800) << 10) + (text.charCodeAt(++index) - 0xdc00);
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      const point = isSurrogate(unit) ? REPLACEMENT : unit;
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes;
}

/**
 * Decodes `bytes[start, end)`. What is no UTF-8 becomes U+FFFD, one for each longest beginning of a
 * character; a byte order mark stays in the text (TextDecoder with `ignoreBOM`).
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  // Sized at once, because growing it would cost more than filling it. One spare unit: a character
  // outside the basic plane may arrive when the chunk is one short of full.
  const units = new Array<number>(Math.min(end - start, UNITS_AT_ONCE + 1));
  let count = 0;
  for (let at = start; at < end;) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      units[count++] = byte;
      at++;
    } else {
      const read = readCharacter(bytes, at, end);
      const point = read >> 3;
      at += read & 7;
      if (point > 0xffff) {
        units[count++] = 0xd7c0 + (point >> 10);
        units[count++] = 0xdc00 | (point & 0x3ff);
      } else {
        units[count++] = point;
      }
    }
    if (count >= UNITS_AT_ONCE) {
      text += toText(units, count);
      count = 0;
    }
  }
  return text + toText(units, count);
}

function toText(units: number[], count: number): string {
  const exact = units.length === count ? units : units.slice(0, count);
  return String.fromCharCode.apply(null, exact);
}

function encodedLength(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isPair(text, index)) {
      length += 4;
      index++;
    } else length += 3;
  }
  return length;
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}

/** Whether a leading surrogate at `index` has its trailing one behind it. */
function isPair(text: string, index: number): boolean {
  // Past the end of the text charCodeAt is NaN, which is 0 to `&`.
  return (
    (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00
  );
}

/**
 * Reads the character that begins with the non-ASCII byte at `at`: its code point shifted left by
 * three, with the number of bytes taken in the low bits (one number, because an object per character
 * would be the costliest part). The bounds of the second byte keep out overlong forms, surrogates
 * and what lies beyond U+10FFFF.
 */
function readCharacter(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xf4) return (REPLACEMENT << 3) | 1;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  let point = lead & (0x7f >> size);
  for (let taken = 1; taken < size; taken++) {
    const next = at + taken < end ? (bytes[at + taken] as number) : 0;
    if (next < lower || next > upper) return (REPLACEMENT << 3) | taken;
    point = (point << 6) | (next & 0x3f);
    lower = 0x80;
    upper = 0xbf;
  }
  return (point << 3) | size;
}
