/** More than this of one event or body is not kept. */
const MAX_BYTES = 1024 * 1024;
/** Of what is larger: the beginning, where most answers name their model … */
const HEAD_BYTES = 16 * 1024;
/** … and the end, where they state their usage. */
const TAIL_BYTES = 64 * 1024;
const MAX_TAIL_PIECES = 4096;

/**
 * Keeps the pieces of an event or a body until it is whole. Of one that grows too large only its beginning and its end
 * stay, so that a picture of ten megabytes costs no more than a megabyte. Nothing is copied before it is asked for.
 */
export class KeptBytes {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #head: Uint8Array | null = null;

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#head === null && this.#bytes > MAX_BYTES) {
      this.#head = joined(this.#pieces).slice(0, HEAD_BYTES);
    }
    if (this.#head !== null) this.#dropMiddle();
  }

  /** All of it, or its beginning, and its end when that is not the same. */
  read(): { readonly head: Uint8Array; readonly tail: Uint8Array | null } {
    const rest = joined(this.#pieces);
    if (this.#head === null) return { head: rest, tail: null };
    return { head: this.#head, tail: rest.subarray(-TAIL_BYTES) };
  }

  clear(): void {
    this.#pieces = [];
    this.#bytes = 0;
    this.#head = null;
  }

  #dropMiddle(): void {
    const pieces = this.#pieces;
    for (let first = pieces[0]; first !== undefined; first = pieces[0]) {
      if (this.#bytes - first.length < TAIL_BYTES) break;
      pieces.shift();
      this.#bytes -= first.length;
    }
    // Large pieces would be held as a whole for their ends, small ones are slow to move.
    if (this.#bytes > 2 * TAIL_BYTES || pieces.length > MAX_TAIL_PIECES) {
      this.#pieces = [joined(pieces).slice(-TAIL_BYTES)];
      this.#bytes = TAIL_BYTES;
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
