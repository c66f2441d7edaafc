import { inflateSync } from 'node:zlib';

export type PdfSize = { readonly pages: number; readonly textChars: number };

/** Of one compressed part; a page's drawing operations are far smaller. */
const MAX_PART_BYTES = 8 * 1024 * 1024;

/** Of all parts of a document together. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

const PAGE = /\/Type\s*\/Page(?![A-Za-z])/g;
const SHOWN =
  /\(((?:\\[^]|[^\\()])*)\)\s*(?:Tj|'|")|<([0-9A-Fa-f\s]+)>\s*Tj|\[((?:\\[^]|[^\\[\]])*)\]\s*TJ/g;
const PIECE = /\(((?:\\[^]|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>/g;

/**
 * Pages of a PDF, and about how many characters its text has. Both are counted, not read: fonts with codes of
 * two bytes are taken for such when the text stands in hexadecimal. An encrypted document has its pages alone.
 */
export function pdfSize(bytes: Buffer): PdfSize {
  const parts = [bytes.toString('latin1'), ...inflatedParts(bytes)];
  let pages = 0;
  let textChars = 0;
  for (const part of parts) {
    pages += part.match(PAGE)?.length ?? 0;
    textChars += shownChars(part);
  }
  return { pages: Math.max(1, pages), textChars };
}

function* inflatedParts(bytes: Buffer): Generator<string> {
  let left = MAX_TOTAL_BYTES;
  for (let at = bytes.indexOf('stream'); at !== -1 && left > 0; at = bytes.indexOf('stream', at)) {
    at += 'stream'.length;
    if (bytes.toString('latin1', at - 9, at - 6) === 'end') continue;
    const start = at + (bytes[at] === 0x0d ? 2 : 1);
    const end = bytes.indexOf('endstream', start);
    if (end === -1) return;
    at = end;
    // Images and fonts have no text in them, and most of the bytes.
    const about = bytes.toString('latin1', Math.max(0, start - 400), start);
    const dictionary = about.slice(about.lastIndexOf(' obj'));
    if (!dictionary.includes('/FlateDecode') || /\/Subtype\s*\/Image|\/Length1/.test(dictionary))
      continue;
    try {
      const part = inflateSync(bytes.subarray(start, end), { maxOutputLength: MAX_PART_BYTES });
      left -= part.length;
      yield part.toString('latin1');
    } catch {
      // Encrypted, damaged or too large: what cannot be read is not counted.
    }
  }
}

function shownChars(part: string): number {
  let chars = 0;
  for (const [, text, hex, list] of part.matchAll(SHOWN)) {
    if (list === undefined) chars += charsOf(text, hex);
    else for (const piece of list.matchAll(PIECE)) chars += charsOf(piece[1], piece[2]);
  }
  return chars;
}

function charsOf(text: string | undefined, hex: string | undefined): number {
  return text === undefined ? Math.ceil((hex ?? '').length / 4) : text.length;
}
