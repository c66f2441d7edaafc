import type { Call } from './call.ts';
import type { Clock } from './clock.ts';
import { codingsOf, decodeBody } from './content-coding.ts';

/** A request body in hand: as it came, and as it reads. The same bytes when nothing was compressed. */
export type RequestBody = {
  readonly received: Buffer;
  readonly plain: Buffer;
};

export type BodyFailure = 'tooLarge' | 'stalled' | 'unknownCoding' | 'corrupt' | 'clientLeft';

export type BodyRead =
  | { readonly ok: true; readonly body: RequestBody }
  | { readonly ok: false; readonly why: BodyFailure };

export type BodyLimits = { readonly maxBytes: number; readonly stallMs: number };

const NO_BODY = Buffer.alloc(0);

/** Reads the whole body into one exact buffer, so that it can be sent again when an attempt fails. */
export async function readBody(call: Call, limits: BodyLimits, clock: Clock): Promise<BodyRead> {
  const received = await receive(call, limits, clock);
  if (typeof received === 'string') return { ok: false, why: received };
  const codings = codingsOf(call.header('content-encoding'));
  if (codings.length === 0 || received.length === 0) {
    return { ok: true, body: { received, plain: received } };
  }
  const decoded = await decodeBody(received, codings, limits.maxBytes);
  if (!decoded.ok) return { ok: false, why: decoded.reason };
  return { ok: true, body: { received, plain: decoded.bytes } };
}

function receive(
  call: Call,
  limits: BodyLimits,
  clock: Clock,
): Promise<Buffer | BodyFailure> | Buffer | BodyFailure {
  const { req } = call;
  const declared = Number(req.headers['content-length'] ?? Number.NaN);
  if (declared > limits.maxBytes) return 'tooLarge';
  const isChunked = Number.isNaN(declared);
  if (declared === 0 || (isChunked && req.headers['transfer-encoding'] === undefined)) {
    return NO_BODY;
  }
  // Only now: a client that asks first is spared sending a body that would be refused.
  if (call.expectsContinue) call.res.writeContinue();
  const collected = isChunked ? new Chunks(limits.maxBytes) : new ExactBody(declared);
  return drain(call, limits, clock, collected);
}

/** What takes in a body as it comes. */
type Collected = {
  /** False when it is too much. */
  add(chunk: Buffer): boolean;
  /** Null when the body ended before it was whole. */
  whole(): Buffer | null;
};

class ExactBody implements Collected {
  readonly #size: number;
  #body: Buffer | null = null;
  #filled = 0;
  /** Copied, and of no more use. */
  #spent: Buffer | null = null;

  constructor(size: number) {
    this.#size = size;
  }

  add(chunk: Buffer): boolean {
    // A body that comes in one piece is taken as it is; nobody else writes into its memory.
    if (this.#body === null && chunk.length === this.#size) this.#body = chunk;
    else {
      this.#body ??= Buffer.allocUnsafeSlow(this.#size);
      chunk.copy(this.#body, this.#filled);
      this.#giveBackSpent();
      this.#spent = chunk;
    }
    this.#filled += chunk.length;
    return true;
  }

  whole(): Buffer | null {
    this.#giveBackSpent();
    return this.#filled === this.#size ? this.#body : null;
  }

  /** Not while the chunk's own event runs: the parser may still read on. */
  #giveBackSpent(): void {
    if (this.#spent !== null) giveBack(this.#spent);
    this.#spent = null;
  }
}

class Chunks implements Collected {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    return this.#size <= this.#maxBytes;
  }

  whole(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const body = Buffer.concat(this.#chunks, this.#size);
    for (const chunk of this.#chunks) giveBack(chunk);
    return body;
  }
}

/**
 * Frees the memory of a copied chunk at once, where nothing else lies in it. V8 collects the whole heap for every few
 * dozen MB of such memory that wait to be found unused, and a thousand open requests would hold it all that time.
 */
function giveBack(chunk: Buffer): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) buffer.transfer(0);
}

/** Collects until the body ends, is too much, or the client leaves or stops sending. */
function drain(
  call: Call,
  limits: BodyLimits,
  clock: Clock,
  collected: Collected,
): Promise<Buffer | BodyFailure> {
  return new Promise((resolve) => {
    const { req } = call;
    let lastChunkAt = clock.now();
    let cancelTimer = noop;
    const onData = (chunk: Buffer): void => {
      lastChunkAt = clock.now();
      if (!collected.add(chunk)) fail('tooLarge');
    };
    const fail = (why: BodyFailure): void => {
      cancelTimer();
      req.off('data', onData);
      // What is left of a refused body is thrown away; the reply closes the connection.
      req.resume();
      resolve(why);
    };
    const watch = (): void => {
      const left = lastChunkAt + limits.stallMs - clock.now();
      if (left <= 0) fail('stalled');
      else cancelTimer = clock.after(left, watch);
    };
    if (limits.stallMs > 0) watch();
    req.on('data', onData);
    req.once('end', () => {
      cancelTimer();
      resolve(collected.whole() ?? 'clientLeft');
    });
    req.once('error', () => {
      fail('clientLeft');
    });
    req.once('close', () => {
      if (!req.complete) fail('clientLeft');
    });
  });
}

function noop(): void {
  // Nothing to cancel yet.
}
