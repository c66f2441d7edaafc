import { ChunkedBody } from './chunked-body.ts';
import { parseHeaders, readHead } from './head.ts';

export type ResponseEvents = {
  readonly head: (status: number) => void;
  readonly data: (part: Buffer) => void;
  readonly end: () => void;
};

/** Reads one answer at a time from one connection; see RequestReader for why it exists. */
export class ResponseReader {
  readonly #events: ResponseEvents;
  #place: 'head' | 'body' | 'chunks' | 'untilClose' | 'idle' = 'head';
  #pending: Buffer | null = null;
  #left = 0;
  #chunked = new ChunkedBody();
  #isKeptAlive = true;

  constructor(events: ResponseEvents) {
    this.#events = events;
  }

  /** Another request may follow on this connection. */
  get isKeptAlive(): boolean {
    return this.#isKeptAlive;
  }

  /** A request is about to be written. */
  expect(): void {
    this.#place = 'head';
    this.#pending = null;
    this.#isKeptAlive = true;
  }

  push(bytes: Buffer): void {
    const all = this.#pending === null ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = null;
    let at = 0;
    while (at < all.length && this.#place === 'head') {
      const next = this.#readHead(all, at);
      if (next === -1) {
        this.#pending = all.subarray(at);
        return;
      }
      at = next;
    }
    if (at < all.length) this.#readBody(all, at);
  }

  /** The peer closed; true when that is how this answer properly ends, or none was under way. */
  closed(): boolean {
    if (this.#place === 'untilClose') this.#end();
    return this.#place === 'idle';
  }

  #readHead(bytes: Buffer, at: number): number {
    const head = readHead(bytes, at);
    if (head === null) return -1;
    const status = Number(head.firstLine.slice(9, 12));
    // 1xx announce the answer; they are not it.
    if (status < 200) return head.bodyAt;
    const headers = parseHeaders(head.lines);
    this.#isKeptAlive = headers.get('connection')?.toLowerCase() !== 'close';
    const length = headers.get('content-length');
    if (headers.has('transfer-encoding')) {
      this.#place = 'chunks';
      this.#chunked = new ChunkedBody();
    } else if (length !== undefined) {
      this.#place = 'body';
      this.#left = Number(length);
    } else {
      this.#place = 'untilClose';
      this.#isKeptAlive = false;
    }
    this.#events.head(status);
    // An empty body ends here: nothing more may come that could end it.
    if (this.#place === 'body' && this.#left === 0) this.#end();
    return head.bodyAt;
  }

  #readBody(bytes: Buffer, at: number): void {
    switch (this.#place) {
      case 'body': {
        const count = Math.min(this.#left, bytes.length - at);
        this.#events.data(bytes.subarray(at, at + count));
        this.#left -= count;
        if (this.#left === 0) this.#end();
        return;
      }
      case 'chunks':
        if (this.#chunked.push(bytes, at, this.#events.data) !== -1) this.#end();
        return;
      case 'untilClose':
        this.#events.data(bytes.subarray(at));
        return;
      case 'head':
      case 'idle':
        return;
    }
  }

  #end(): void {
    this.#place = 'idle';
    this.#events.end();
  }
}
