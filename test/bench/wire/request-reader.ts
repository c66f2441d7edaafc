import { ChunkedBody } from './chunked-body.ts';
import { parseHeaders, readHead } from './head.ts';

export type WireRequest = { readonly path: string; readonly body: Buffer };

/**
 * Reads requests from one connection, one at a time. Several times cheaper than node:http, so that the fake upstream is
 * not what is measured; no general parser.
 */
export class RequestReader {
  readonly #onRequest: (request: WireRequest) => void;
  #place: 'head' | 'body' | 'chunks' | 'answering' = 'head';
  #pending: Buffer | null = null;
  #path = '';
  #left = 0;
  #chunked = new ChunkedBody();
  #parts: Buffer[] = [];

  /** The callee calls `next` once its answer is written. */
  constructor(onRequest: (request: WireRequest) => void) {
    this.#onRequest = onRequest;
  }

  push(bytes: Buffer): void {
    const all = this.#pending === null ? bytes : Buffer.concat([this.#pending, bytes]);
    this.#pending = null;
    let at = 0;
    while (at < all.length) {
      const next = this.#step(all, at);
      if (next === -1) {
        this.#pending = all.subarray(at);
        return;
      }
      at = next;
    }
  }

  /** The answer to the current request is written. */
  next(): void {
    this.#place = 'head';
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null) this.push(pending);
  }

  /** Answers where to go on, or -1 when what is left has to wait. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#place) {
      case 'answering':
        // What was sent ahead waits for `next`.
        return -1;
      case 'head':
        return this.#readHead(bytes, at);
      case 'body': {
        const count = Math.min(this.#left, bytes.length - at);
        this.#parts.push(bytes.subarray(at, at + count));
        this.#left -= count;
        if (this.#left === 0) this.#finish();
        return at + count;
      }
      case 'chunks': {
        const end = this.#chunked.push(bytes, at, (part) => this.#parts.push(part));
        if (end === -1) return bytes.length;
        this.#finish();
        return end;
      }
    }
  }

  #readHead(bytes: Buffer, at: number): number {
    const head = readHead(bytes, at);
    if (head === null) return -1;
    const headers = parseHeaders(head.lines);
    this.#path = head.firstLine.split(' ')[1] ?? '/';
    if (headers.has('transfer-encoding')) {
      this.#place = 'chunks';
      this.#chunked = new ChunkedBody();
    } else {
      this.#place = 'body';
      this.#left = Number(headers.get('content-length') ?? 0);
      if (this.#left === 0) this.#finish();
    }
    return head.bodyAt;
  }

  #finish(): void {
    const [first, ...more] = this.#parts;
    const body = first !== undefined && more.length === 0 ? first : Buffer.concat([...this.#parts]);
    this.#parts = [];
    this.#place = 'answering';
    this.#onRequest({ path: this.#path, body });
  }
}
