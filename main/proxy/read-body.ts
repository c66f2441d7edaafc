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

async function receive(
  call: Call,
  limits: BodyLimits,
  clock: Clock,
): Promise<Buffer | BodyFailure> {
  const { req } = call;
  const declared = Number(req.headers['content-length'] ?? Number.NaN);
  if (declared > limits.maxBytes) return 'tooLarge';
  if (
    declared === 0 ||
    (Number.isNaN(declared) && req.headers['transfer-encoding'] === undefined)
  ) {
    return NO_BODY;
  }
  // Only now: a client that asks first is spared sending a body that would be refused.
  if (call.expectsContinue) call.res.writeContinue();
  return Number.isNaN(declared)
    ? receiveChunks(call, limits, clock)
    : receiveExactly(call, declared, limits, clock);
}

async function receiveExactly(
  call: Call,
  size: number,
  limits: BodyLimits,
  clock: Clock,
): Promise<Buffer | BodyFailure> {
  let body: Buffer | null = null;
  let filled = 0;
  const failure = await drain(call, limits, clock, (chunk) => {
    filled += chunk.length;
    // A body that comes in one piece is taken as it is; nobody else writes into its memory.
    if (body === null && chunk.length === size) body = chunk;
    else {
      body ??= Buffer.allocUnsafeSlow(size);
      chunk.copy(body, filled - chunk.length);
    }
    return true;
  });
  if (failure !== null) return failure;
  return filled === size && body !== null ? body : 'clientLeft';
}

function receiveChunks(
  call: Call,
  limits: BodyLimits,
  clock: Clock,
): Promise<Buffer | BodyFailure> {
  const chunks: Buffer[] = [];
  let size = 0;
  return drain(call, limits, clock, (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    return size <= limits.maxBytes;
  }).then((failure) => failure ?? Buffer.concat(chunks, size));
}

/** Feeds `take` until the body ends (null), `take` refuses, the client leaves or stops sending. */
function drain(
  call: Call,
  limits: BodyLimits,
  clock: Clock,
  take: (chunk: Buffer) => boolean,
): Promise<BodyFailure | null> {
  return new Promise((resolve) => {
    const { req } = call;
    let lastChunkAt = clock.now();
    let cancelTimer = noop;
    const settle = (failure: BodyFailure | null): void => {
      cancelTimer();
      req.removeAllListeners('data');
      // What is left of a refused body is thrown away; the reply closes the connection.
      if (failure !== null) req.resume();
      resolve(failure);
    };
    const watch = (): void => {
      const left = lastChunkAt + limits.stallMs - clock.now();
      if (left <= 0) settle('stalled');
      else cancelTimer = clock.after(left, watch);
    };
    if (limits.stallMs > 0) watch();
    req.on('data', (chunk: Buffer) => {
      lastChunkAt = clock.now();
      if (!take(chunk)) settle('tooLarge');
    });
    req.once('end', () => {
      settle(null);
    });
    req.once('error', () => {
      settle('clientLeft');
    });
    req.once('close', () => {
      if (!req.complete) settle('clientLeft');
    });
  });
}

function noop(): void {
  // Nothing to cancel yet.
}
