import { COLON, CR, LF } from '../core/ascii.ts';

/** An unfinished event waits for its end up to this size; then the client gets it in pieces. */
const MAX_TAIL_BYTES = 64 * 1024;

/**
 * Cuts an event stream behind the last event that is whole, so that what the client has can be followed by an event of
 * our own. Nothing is decoded and, as long as chunks end with an event, nothing is copied.
 */
export class WholeEvents {
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #isTorn = false;
  /** The last two bytes seen: an empty line may be cut anywhere. */
  #last = 0;
  #beforeLast = 0;

  get tailBytes(): number {
    return this.#tailBytes;
  }

  /** What was passed last ended inside an event that was too large to wait for. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** What may pass now that `chunk` has come; null when all of it has to wait. */
  push(chunk: Buffer): Buffer | null {
    const border = this.#borderIn(chunk);
    if (border > 0) this.#isTorn = false;
    const rest = chunk.length - border;
    const mustTear = this.#isTorn || (border > 0 ? 0 : this.#tailBytes) + rest > MAX_TAIL_BYTES;
    if (mustTear && rest > 0) this.#isTorn = true;
    this.#beforeLast = byteAt(chunk, chunk.length - 2, this.#last, 0);
    this.#last = byteAt(chunk, chunk.length - 1, this.#last, 0);

    const passed = mustTear ? chunk.length : border;
    const out = passed === chunk.length ? chunk : chunk.subarray(0, passed);
    const ready = passed > 0 ? this.#withTail(out) : null;
    if (passed < chunk.length) {
      this.#tail.push(passed === 0 ? chunk : chunk.subarray(passed));
      this.#tailBytes += chunk.length - passed;
    }
    return ready;
  }

  /** The unfinished event, which is then forgotten; null when there is none. */
  takeTail(): Buffer | null {
    return this.#tailBytes > 0 ? this.#withTail(null) : null;
  }

  #withTail(chunk: Buffer | null): Buffer {
    if (this.#tailBytes === 0 && chunk !== null) return chunk;
    const pieces = chunk === null ? this.#tail : [...this.#tail, chunk];
    this.#tail = [];
    this.#tailBytes = 0;
    return Buffer.concat(pieces);
  }

  /** How many bytes of the chunk are followed by nothing but the beginning of the next event. */
  #borderIn(chunk: Buffer): number {
    const size = chunk.length;
    // Nearly every chunk ends with an event.
    if (size > 1 && chunk[size - 1] === LF && chunk[size - 2] === LF) return size;
    let at = chunk.lastIndexOf(LF);
    if (at < 0) return this.#bareCrBorderIn(chunk);
    for (; at >= 0; at = at === 0 ? -1 : chunk.lastIndexOf(LF, at - 1)) {
      const before = byteAt(chunk, at - 1, this.#last, this.#beforeLast);
      if (before === LF) break;
      if (before !== CR) continue;
      const second = byteAt(chunk, at - 2, this.#last, this.#beforeLast);
      if (second === LF || second === CR) break;
    }
    const border = at + 1;
    const isAtBorder = border > 0 || this.#tailBytes === 0;
    return isAtBorder && !this.#isTorn && isComment(chunk, border) ? chunk.length : border;
  }

  /** Streams whose lines end in CR alone are allowed; nobody has seen one. */
  #bareCrBorderIn(chunk: Buffer): number {
    for (let at = chunk.lastIndexOf(CR); at >= 0; at--) {
      if (chunk[at] !== CR) continue;
      if (byteAt(chunk, at - 1, this.#last, this.#beforeLast) === CR) return at + 1;
    }
    return 0;
  }
}

/** A keep-alive comment that comes without its empty line is worth nothing later. */
function isComment(chunk: Buffer, start: number): boolean {
  return chunk[start] === COLON && chunk.indexOf(LF, start) === chunk.length - 1;
}

/** The byte at `at`, where -1 and -2 are the last bytes of what came before. */
function byteAt(chunk: Buffer, at: number, last: number, beforeLast: number): number {
  if (at >= 0) return chunk[at] as number;
  return at === -1 ? last : beforeLast;
}
