import { COLON, CR, LF, SPACE } from './ascii.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * A block of an event stream, up to and with the empty line that ends it; `bytes` is its raw length.
 * A `comment` dispatches nothing: comments, unknown fields or just an empty line. Of an `oversize`
 * block only the length is known.
 */
export type SseEvent =
  | {
      readonly kind: 'event';
      readonly name: string;
      readonly data: string;
      readonly bytes: number;
    }
  | { readonly kind: 'comment'; readonly bytes: number }
  | { readonly kind: 'oversize'; readonly bytes: number };

export type SseParserOptions = { readonly maxEventBytes: number };

const DEFAULT_OPTIONS: SseParserOptions = { maxEventBytes: 1024 * 1024 };

/** Room for an unfinished line that is kept from one line to the next. */
const KEPT_LINE_BYTES = 16 * 1024;

const DATA = [0x64, 0x61, 0x74, 0x61];
const EVENT = [0x65, 0x76, 0x65, 0x6e, 0x74];

/**
 * Reads an event stream as it arrives (WHATWG HTML §9.2.6; `id` and `retry` mean nothing to us). How
 * the bytes are cut into chunks changes nothing: neither the events nor their lengths, which together
 * with the unfinished rest add up to all that was pushed. Every byte is looked at a fixed number of
 * times, however small the chunks are.
 *
 * An empty line that ends in CR could go on with LF, which is part of the event for whoever relays its
 * bytes, so the event waits for the next byte. It does not wait in a stream that has shown a CR
 * without LF before; there an LF counts as part of the next block.
 */
export class SseParser {
  readonly #maxEventBytes: number;
  #events: SseEvent[] = [];

  #name = '';
  /** Null until the block has a `data` field: an event without one is not dispatched. */
  #data: string | null = null;
  #blockBytes = 0;
  #isOversize = false;

  /** The beginning of a line whose end has not arrived, and how much of the array it fills. */
  #line = new Uint8Array(0);
  #lineBytes = 0;

  #isFirstLine = true;
  #isAfterCr = false;
  #isBlockWaiting = false;
  #hasBareCr = false;

  constructor(options: SseParserOptions = DEFAULT_OPTIONS) {
    this.#maxEventBytes = options.maxEventBytes;
  }

  /** The blocks that end in this chunk. The chunk itself is not kept. */
  push(chunk: Uint8Array): SseEvent[] {
    for (let at = 0; at < chunk.length;) {
      if (this.#isAfterCr) {
        at += this.#settleCr(chunk[at] === LF);
        continue;
      }
      const end = lineEnd(chunk, at);
      this.#blockBytes += end - at;
      if (end === chunk.length) {
        this.#keep(chunk, at, end);
        break;
      }
      this.#blockBytes++;
      this.#finishLine(chunk, at, end);
      at = end + 1;
    }
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** To be called when the stream is over. A last event without its empty line is not dispatched. */
  end(): { readonly unfinishedBytes: number } {
    return { unfinishedBytes: this.#blockBytes };
  }

  /** Decides what the CR before this byte was; returns how many bytes that takes. */
  #settleCr(isLf: boolean): number {
    this.#isAfterCr = false;
    if (isLf) this.#blockBytes++;
    else this.#hasBareCr = true;
    if (this.#isBlockWaiting) {
      this.#isBlockWaiting = false;
      this.#finishBlock();
    }
    return isLf ? 1 : 0;
  }

  /** Keeps the part of a line for the time when its end arrives. */
  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#blockBytes > this.#maxEventBytes) this.#skipBlock();
    const size = this.#lineBytes + end - start;
    // Of a block that is skipped only whether its lines are empty matters.
    if (!this.#isOversize) {
      if (size > this.#line.length) {
        const roomier = new Uint8Array(Math.max(2 * size, 128));
        roomier.set(this.#line.subarray(0, this.#lineBytes));
        this.#line = roomier;
      }
      this.#line.set(chunk.subarray(start, end), this.#lineBytes);
    }
    this.#lineBytes = size;
  }

  /** Takes the line that ends at `end`, where its LF or CR stands. */
  #finishLine(chunk: Uint8Array, start: number, end: number): void {
    if (this.#blockBytes > this.#maxEventBytes) this.#skipBlock();
    let isEmpty = this.#lineBytes === 0 && start === end;
    if (!this.#isOversize) {
      if (this.#lineBytes === 0) {
        isEmpty = this.#readLine(chunk, start, end);
      } else {
        this.#keep(chunk, start, end);
        isEmpty = this.#readLine(this.#line, 0, this.#lineBytes);
      }
    }
    this.#lineBytes = 0;
    if (this.#line.length > KEPT_LINE_BYTES) this.#line = new Uint8Array(0);
    this.#isFirstLine = false;

    this.#isAfterCr = chunk[end] === CR;
    if (!isEmpty) return;
    if (this.#isAfterCr && !this.#hasBareCr) this.#isBlockWaiting = true;
    else this.#finishBlock();
  }

  /** Reads one field; true when the line is empty. */
  #readLine(bytes: Uint8Array, lineStart: number, end: number): boolean {
    let start = lineStart;
    if (this.#isFirstLine && startsWithMark(bytes, start, end)) start += 3;
    if (start === end) return true;
    let colon = start;
    while (colon < end && bytes[colon] !== COLON) colon++;
    const isData = isName(bytes, start, colon, DATA);
    if (!isData && !isName(bytes, start, colon, EVENT)) return false;

    let valueStart = Math.min(colon + 1, end);
    if (valueStart < end && bytes[valueStart] === SPACE) valueStart++;
    const value = decodeUtf8(bytes, valueStart, end);
    if (!isData) this.#name = value;
    else this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
    return false;
  }

  #skipBlock(): void {
    this.#isOversize = true;
    this.#data = null;
    this.#line = new Uint8Array(0);
  }

  #finishBlock(): void {
    const bytes = this.#blockBytes;
    if (this.#isOversize || bytes > this.#maxEventBytes) {
      this.#events.push({ kind: 'oversize', bytes });
    } else if (this.#data === null) {
      this.#events.push({ kind: 'comment', bytes });
    } else {
      const name = this.#name === '' ? 'message' : this.#name;
      this.#events.push({ kind: 'event', name, data: this.#data, bytes });
    }
    this.#name = '';
    this.#data = null;
    this.#blockBytes = 0;
    this.#isOversize = false;
  }
}

/** Where the line that `at` stands in ends: the place of its LF or CR, or the chunk's length. */
function lineEnd(chunk: Uint8Array, at: number): number {
  let end = at;
  while (end < chunk.length) {
    const byte = chunk[end];
    if (byte === LF || byte === CR) break;
    end++;
  }
  return end;
}

/** Whether a byte order mark stands here. */
function startsWithMark(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start >= 3 &&
    bytes[start] === 0xef &&
    bytes[start + 1] === 0xbb &&
    bytes[start + 2] === 0xbf
  );
}

function isName(bytes: Uint8Array, start: number, end: number, name: readonly number[]): boolean {
  if (end - start !== name.length) return false;
  for (let index = 0; index < name.length; index++) {
    if (bytes[start + index] !== name[index]) return false;
  }
  return true;
}
