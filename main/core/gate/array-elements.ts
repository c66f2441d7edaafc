import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from '../ascii.ts';
import type { SseEvent } from '../sse.ts';
import { decodeUtf8 } from '../utf8.ts';

/** An element larger than this is not read, only followed to its end. */
const MAX_ELEMENT_BYTES = 1024 * 1024;

/**
 * Takes the objects out of a JSON array that arrives in chunks, which is how Gemini streams when nobody asks for
 * `alt=sse`. Each comes as the event it would be in an event stream. Only brackets and strings are followed.
 */
export class ArrayElements {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #isOver = false;

  /** The array has been closed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The elements that end in this chunk. */
  push(chunk: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    let start = this.#depth > 1 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#isInString) {
        this.#readInString(byte);
      } else if (byte === QUOTE) {
        this.#isInString = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#depth === 1) start = at;
        this.#depth++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth--;
        if (this.#depth === 0) this.#isOver = true;
        if (this.#depth !== 1) continue;
        this.#keep(chunk, start, at + 1);
        events.push(this.#finish());
        start = -1;
      }
    }
    if (start >= 0) this.#keep(chunk, start, chunk.length);
    return events;
  }

  #readInString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInString = false;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    this.#pieceBytes += end - start;
    if (this.#pieceBytes > MAX_ELEMENT_BYTES) this.#pieces = [];
    else this.#pieces.push(chunk.subarray(start, end));
  }

  #finish(): SseEvent {
    const pieces = this.#pieces;
    const bytes = this.#pieceBytes;
    this.#pieces = [];
    this.#pieceBytes = 0;
    if (bytes > MAX_ELEMENT_BYTES) return { kind: 'oversize', bytes };
    const whole = pieces.length === 1 ? pieces[0] : undefined;
    const element = whole ?? joined(pieces, bytes);
    return { kind: 'event', name: 'message', data: decodeUtf8(element, 0, bytes), bytes };
  }
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const element = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    element.set(piece, at);
    at += piece.length;
  }
  return element;
}
