import zlib from 'node:zlib';

type Decompressor = zlib.Gunzip | zlib.Inflate | zlib.InflateRaw | zlib.BrotliDecompress;

export type DecoderEvents = {
  data(plain: Buffer): void;
  /** The bytes are not in the coding they claim; nothing more will come. */
  fail(): void;
};

/** Coded bytes that wait for the decoder beyond this mean that it cannot keep up. */
const MAX_BACKLOG_BYTES = 1024 * 1024;

/** More codings on top of one another than anybody uses is an attack on our memory. */
const MAX_CODINGS = 3;

/** Low bits of the first byte of a zlib stream (RFC 1950 §2.2); some servers send bare deflate data instead. */
const ZLIB_METHOD = 8;

/**
 * Undoes the codings of a body while it passes, off the event loop. Cut bodies give what they have; memory is bounded,
 * because decoded bytes are handed out in small pieces and none are kept.
 */
export class StreamDecoder {
  readonly #codings: readonly string[];
  readonly #events: DecoderEvents;
  #streams: readonly Decompressor[] = [];
  #isOver = false;
  #done: (() => void) | null = null;

  /** `codings` in the order in which they were applied, all of them known: see `canDecode`. */
  constructor(codings: readonly string[], events: DecoderEvents) {
    this.#codings = codings;
    this.#events = events;
  }

  /** False when the decoder has fallen behind by more than may be held. */
  write(chunk: Buffer): boolean {
    if (this.#isOver) return true;
    if (this.#streams.length === 0) this.#streams = this.#open(chunk);
    const [first] = this.#streams;
    first?.write(chunk);
    return (first?.writableLength ?? 0) <= MAX_BACKLOG_BYTES;
  }

  /** Calls `done` when everything that was written has been handed out, or has failed. */
  end(done: () => void): void {
    const [first] = this.#streams;
    if (this.#isOver || first === undefined) {
      done();
      return;
    }
    this.#done = done;
    first.end();
  }

  destroy(): void {
    this.#isOver = true;
    for (const stream of this.#streams) stream.destroy();
  }

  #open(beginning: Buffer): readonly Decompressor[] {
    const streams = this.#codings
      .toReversed()
      .map((coding, index) => decompressor(coding, index === 0 ? beginning : null));
    streams.forEach((stream, index) => {
      stream.on('error', () => {
        this.#fail();
      });
      const next = streams[index + 1];
      if (next !== undefined) stream.pipe(next);
      else this.#listen(stream);
    });
    return streams;
  }

  #listen(last: Decompressor): void {
    last.on('data', (plain: Buffer) => {
      if (!this.#isOver) this.#events.data(plain);
    });
    last.on('end', () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#done?.();
    });
  }

  #fail(): void {
    if (this.#isOver) return;
    this.destroy();
    this.#events.fail();
    this.#done?.();
  }
}

export function canDecode(codings: readonly string[]): boolean {
  return codings.length <= MAX_CODINGS && codings.every((coding) => KNOWN.has(coding));
}

const KNOWN: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

function decompressor(coding: string, beginning: Buffer | null): Decompressor {
  const finishFlush = zlib.constants.Z_SYNC_FLUSH;
  switch (coding) {
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
    case 'zstd':
      return zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush });
    case 'deflate': {
      const first = beginning?.[0] ?? ZLIB_METHOD;
      const isBare = (first & 0x0f) !== ZLIB_METHOD;
      return isBare ? zlib.createInflateRaw({ finishFlush }) : zlib.createInflate({ finishFlush });
    }
    default:
      return zlib.createGunzip({ finishFlush });
  }
}
