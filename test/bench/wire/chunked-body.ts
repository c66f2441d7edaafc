/** Bytes of a size line or trailer beyond which the peer speaks something else. */
const MAX_LINE_CHARS = 8192;
const LINE_FEED = 10;

/** Decodes a chunked body as it arrives. */
export class ChunkedBody {
  #place: 'size' | 'data' | 'afterData' | 'trailers' = 'size';
  #left = 0;
  #line = '';

  /** Hands out the data in `bytes` from `at` on; answers the offset behind the body's end, or -1 while it goes on. */
  push(bytes: Buffer, at: number, take: (part: Buffer) => void): number {
    while (at < bytes.length) {
      if (this.#place === 'data') {
        const count = Math.min(this.#left, bytes.length - at);
        take(bytes.subarray(at, at + count));
        at += count;
        this.#left -= count;
        if (this.#left === 0) this.#place = 'afterData';
        continue;
      }
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd === -1) {
        this.#line += bytes.toString('latin1', at, bytes.length);
        if (this.#line.length > MAX_LINE_CHARS) throw new Error('A chunk line is too long.');
        return -1;
      }
      const line = (this.#line + bytes.toString('latin1', at, lineEnd)).trim();
      this.#line = '';
      at = lineEnd + 1;
      if (this.#isEndAfter(line)) return at;
    }
    return -1;
  }

  #isEndAfter(line: string): boolean {
    if (this.#place === 'trailers') return line === '';
    if (this.#place === 'afterData') {
      this.#place = 'size';
      return false;
    }
    this.#left = Number.parseInt(line, 16);
    if (!(this.#left >= 0)) throw new Error('A chunk has no size.');
    this.#place = this.#left === 0 ? 'trailers' : 'data';
    return false;
  }
}
