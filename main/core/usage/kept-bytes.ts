/** More than this of one event or body is not kept. */
const MAX_BYTES = 1024 * 1024;
/** Of what is larger: the beginning, where most answers name their model … */
const HEAD_BYTES = 16 * 1024;
/** … and the end, where they state their usage. */
const TAIL_BYTES = 64 * 1024;
/** Small pieces are put together now and then. */
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
    if (this.#head === null) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#head = beginningOf(this.#pieces, HEAD_BYTES);
    } else if (this.#bytes <= 2 * TAIL_BYTES && this.#pieces.length <= MAX_TAIL_PIECES) {
      return;
    }
    this.#pieces = [endOf(this.#pieces, TAIL_BYTES)];
    this.#bytes = TAIL_BYTES;
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
}

/** A copy of the first bytes, so that nothing else is held for them; there must be as many. */
function beginningOf(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const beginning = new Uint8Array(size);
  let at = 0;
  for (let index = 0; at < size; index++) {
    const part = (pieces[index] as Uint8Array).subarray(0, size - at);
    beginning.set(part, at);
    at += part.length;
  }
  return beginning;
}

/** A copy of the last bytes. */
function endOf(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const end = new Uint8Array(size);
  let at = size;
  for (let index = pieces.length - 1; at > 0; index--) {
    const part = (pieces[index] as Uint8Array).subarray(-at);
    at -= part.length;
    end.set(part, at);
  }
  return end;
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
