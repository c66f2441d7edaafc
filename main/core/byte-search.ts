/**
 * Finds an ASCII text among bytes, in the way of Boyer, Moore and Horspool: only about every n-th byte is looked at,
 * n being the length of the text. For the short pieces a stream arrives in that is less work than one call into the
 * engine's own search.
 */
export class ByteSearch {
  readonly #text: Uint8Array;
  /** How far the text can move on when this byte stands under its last one; 0 where it matches. */
  readonly #shift: Uint8Array;
  /** How far it moves on when the last byte matches and an earlier one does not. */
  readonly #restart: number;

  constructor(text: string) {
    const { length } = text;
    this.#text = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    this.#shift = new Uint8Array(256).fill(length);
    for (let index = 0; index < length - 1; index++) {
      this.#shift[this.#text[index] as number] = length - 1 - index;
    }
    const last = this.#text[length - 1] as number;
    this.#restart = this.#shift[last] as number;
    this.#shift[last] = 0;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Where the text stands next, at or after `from`; -1 when it does not. */
  find(bytes: Uint8Array, from: number): number {
    const shift = this.#shift;
    const before = this.#text.length - 1;
    const { length } = bytes;
    for (let at = from + before; at < length;) {
      const step = shift[bytes[at] as number] as number;
      if (step > 0) at += step;
      else if (this.#isAt(bytes, at - before)) return at - before;
      else at += this.#restart;
    }
    return -1;
  }

  #isAt(bytes: Uint8Array, start: number): boolean {
    const text = this.#text;
    for (let index = text.length - 2; index >= 0; index--) {
      if (bytes[start + index] !== text[index]) return false;
    }
    return true;
  }
}
