import type { Arrival, CapturedBody } from '../../contracts/capture.ts';
import { canDecode, StreamDecoder } from '../stream-decoder.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Beyond this, pieces are kept without the moment they came at. */
const MAX_ARRIVALS = 4096;

export type BodyCaptureOptions = {
  readonly maxBytes: number;
  readonly memory: MemoryBudget;
  /** Milliseconds since the attempt began. */
  readonly elapsed: () => number;
  /** In the order in which they were applied. */
  readonly codings: readonly string[];
};

/** Keeps the beginning of a body that passes, decoded, with the moments at which its pieces came. */
export class BodyCapture {
  readonly #options: BodyCaptureOptions;
  readonly #decoder: StreamDecoder | null;
  readonly #isReadable: boolean;
  readonly #pieces: Buffer[] = [];
  readonly #arrivals: Arrival[] = [];
  #wireBytes = 0;
  #keptBytes = 0;
  #isWhole = true;
  #resolveSettled: () => void = noop;

  constructor(options: BodyCaptureOptions) {
    this.#options = options;
    const { codings } = options;
    // What cannot be decoded cannot be searched for secrets either, so nothing of it is kept.
    this.#isReadable = canDecode(codings);
    this.#decoder =
      codings.length > 0 && this.#isReadable
        ? new StreamDecoder(codings, {
            data: (plain) => {
              this.#keep(plain);
            },
            fail: () => {
              this.#isWhole = false;
            },
          })
        : null;
  }

  push(chunk: Buffer): void {
    this.#wireBytes += chunk.length;
    if (!this.#isReadable) {
      if (chunk.length > 0) this.#isWhole = false;
    } else if (this.#decoder === null) this.#keep(chunk);
    else if (this.#isWhole && !this.#decoder.write(chunk)) this.#cut();
  }

  /** The body broke off, or was left behind. */
  breakOff(): void {
    this.#isWhole = false;
  }

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  /** To be called when nothing more comes; resolves when everything that was pushed is decoded. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveSettled = resolve;
      if (this.#decoder === null) resolve();
      else this.#decoder.end(resolve);
    });
  }

  describe(): CapturedBody {
    const { codings } = this.#options;
    return {
      wireBytes: this.#wireBytes,
      keptBytes: this.#keptBytes,
      isWhole: this.#isWhole,
      coding: codings.length === 0 ? null : codings.join(', '),
    };
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** To be called once, when it is stored or given up. */
  release(): void {
    this.#decoder?.destroy();
    this.#options.memory.give(this.#keptBytes);
    this.#keptBytes = 0;
    this.#pieces.length = 0;
  }

  #keep(plain: Buffer): void {
    const { maxBytes, memory, elapsed } = this.#options;
    const room = maxBytes - this.#keptBytes;
    const piece = plain.length > room ? plain.subarray(0, room) : plain;
    if (piece.length === 0 || !memory.take(piece.length)) {
      if (plain.length > 0) this.#cut();
      return;
    }
    if (this.#arrivals.length < MAX_ARRIVALS) this.#arrivals.push([this.#keptBytes, elapsed()]);
    this.#pieces.push(piece);
    this.#keptBytes += piece.length;
    if (piece.length < plain.length) this.#cut();
  }

  /** What follows is counted, and not kept. */
  #cut(): void {
    this.#isWhole = false;
    this.#decoder?.destroy();
    this.#resolveSettled();
  }
}

function noop(): void {
  // Nobody waits for it.
}
