import { CR, LF, MINUS, SPACE, TAB } from './ascii.ts';
import { parseHeaderParameters } from './header-parameters.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

export type MultipartModel = {
  /**
   * The value of the part; empty when it names no model: nothing in it, more than 256 bytes, or a
   * second part of the same name, of which the upstream might take the other than we do.
   */
  readonly model: string;
  /** The value is `[start, end)` of the body. */
  readonly start: number;
  readonly end: number;
};

/** Longest model name believed, in bytes. */
const MAX_MODEL_BYTES = 256;

/** RFC 2046 allows 70 characters. */
const MAX_BOUNDARY_LENGTH = 200;

const NEAR_BYTES = 32;

/** Longest head of a part. Real ones have two or three lines. */
const MAX_HEAD_BYTES = 8 * 1024;

const HEAD_END = new Uint8Array([CR, LF, CR, LF]);

/**
 * The part named `model` of a multipart/form-data body, null when there is none. Parts are told apart
 * by their boundary only, so that nothing inside a file is taken for a part, and a part with a file
 * name is a file whatever it is called. Each byte of the body is looked at once or twice.
 */
export function findMultipartModel(body: Uint8Array, contentType: string): MultipartModel | null {
  const delimiter = readDelimiter(contentType);
  if (delimiter === null) return null;
  let found: MultipartModel | null = null;
  let line = firstDelimiterLine(body, delimiter);
  while (line >= 0) {
    // From the end of the delimiter line, because a part without fields has no other line end.
    const headEnd = findBytes(body, HEAD_END, line, line + MAX_HEAD_BYTES);
    if (headEnd < 0) return found;
    const start = headEnd + HEAD_END.length;
    const end = findDelimiter(body, delimiter, start);
    if (end < 0) return found;
    if (isModelField(decodeUtf8(body, line, headEnd))) {
      if (found !== null) return { ...found, model: '' };
      const model = end - start > MAX_MODEL_BYTES ? '' : decodeUtf8(body, start, end);
      found = { model, start, end };
    }
    line = delimiterLineEnd(body, end + delimiter.length);
  }
  return found;
}

/** What stands between two parts, with the line end before it; null when the type names none. */
function readDelimiter(contentType: string): Uint8Array | null {
  const { value, parameters } = parseHeaderParameters(contentType);
  const boundary = parameters.get('boundary') ?? '';
  if (value !== 'multipart/form-data' || boundary === '') return null;
  return boundary.length > MAX_BOUNDARY_LENGTH ? null : encodeUtf8(`\r\n--${boundary}`);
}

function isModelField(head: string): boolean {
  const field = /\r\ncontent-disposition[ \t]*:([^\r\n]*)/i.exec(head);
  if (field === null) return false;
  const { value, parameters } = parseHeaderParameters(field[1] ?? '');
  if (parameters.has('filename') || parameters.has('filename*')) return false;
  return value === 'form-data' && parameters.get('name') === 'model';
}

/** The line end of the first delimiter, or -1. Only a delimiter at the very beginning has no line end before it. */
function firstDelimiterLine(body: Uint8Array, delimiter: Uint8Array): number {
  if (isAt(body, 0, delimiter.subarray(2))) {
    const line = delimiterLineEnd(body, delimiter.length - 2);
    if (line >= 0) return line;
  }
  const at = findDelimiter(body, delimiter, 0);
  return at < 0 ? -1 : delimiterLineEnd(body, at + delimiter.length);
}

/** The first delimiter at or after `from`: a line of its own, not the beginning of a longer one. */
function findDelimiter(body: Uint8Array, delimiter: Uint8Array, from: number): number {
  let at = findBytes(body, delimiter, from, body.length);
  while (at >= 0) {
    const after = at + delimiter.length;
    const isClosing = body[after] === MINUS && body[after + 1] === MINUS;
    if (isClosing || delimiterLineEnd(body, after) >= 0) return at;
    at = findBytes(body, delimiter, after, body.length);
  }
  return -1;
}

/** The line end behind the spaces that may follow a delimiter; -1 when something else stands there. */
function delimiterLineEnd(body: Uint8Array, from: number): number {
  let at = from;
  while (body[at] === SPACE || body[at] === TAB) at++;
  return body[at] === CR && body[at + 1] === LF ? at : -1;
}

/** The first place in `[from, to)` where bytes that begin with a CR stand, or -1. */
function findBytes(body: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
  let at = nextCr(body, from);
  while (at >= 0 && at < to && !isAt(body, at, bytes)) at = nextCr(body, at + 1);
  return at < to ? at : -1;
}

/** A few bytes are looked at one by one first: in text with many lines a call for each costs more. */
function nextCr(body: Uint8Array, from: number): number {
  const near = Math.min(from + NEAR_BYTES, body.length);
  for (let at = from; at < near; at++) if (body[at] === CR) return at;
  return body.indexOf(CR, near);
}

function isAt(body: Uint8Array, at: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    if (body[at + index] !== bytes[index]) return false;
  }
  return true;
}
