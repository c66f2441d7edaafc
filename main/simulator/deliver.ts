import type { ServerResponse } from 'node:http';
import type { Behaviour, Cut } from './behaviour.ts';
import type { Clock } from './clock.ts';
import { encode } from './encode.ts';
import type { Answer } from './wire-answer.ts';

/** Sends an answer the way the behaviour wants it. Resolves when it is sent, cut, or nobody listens any more. */
export async function deliver(
  res: ServerResponse,
  answer: Answer,
  behaviour: Behaviour,
  clock: Clock,
): Promise<void> {
  const line = new Line(res, clock);
  const { cut, pace, coding } = behaviour;
  const text = behaviour.framing === 'crlf' ? withCrlf(answer) : answer.pieces;
  const plain = text.map((piece) => Buffer.from(piece));
  const pieces = coding === null ? plain : await encode(plain, coding);

  await line.pause(pace.headAfterMs);
  if (line.isClosed) return;
  if (cut?.at === 'beforeHead') return line.cut(cut.how);
  res.writeHead(answer.status, headOf(answer, pieces, behaviour));
  const sent = cut === null ? pieces : before(cut.at, pieces, answer.contentAt);
  if (pace.bodyAfterMs > 0 || (cut !== null && sent.length === 0)) res.flushHeaders();
  await line.pause(pace.bodyAfterMs);

  const pauseMs = answer.isStream ? pace.pauseMs : 0;
  for (const [index, chunk] of reframed(sent, answer, behaviour).entries()) {
    if (index > 0) await line.pause(pauseMs);
    if (line.isClosed) return;
    await line.write(chunk);
    // A piece of its own shall be a packet of its own, as far as the kernel lets us.
    if (behaviour.framing === 'odd') await line.turn();
  }
  if (line.isClosed) return;
  if (cut === null) res.end();
  else await line.cut(cut.how);
}

/** One connection with an answer on it, which the other side may leave at any time. */
class Line {
  readonly #res: ServerResponse;
  readonly #clock: Clock;
  readonly #closed: Promise<void>;
  isClosed = false;

  constructor(res: ServerResponse, clock: Clock) {
    this.#res = res;
    this.#clock = clock;
    this.#closed = new Promise((resolve) => {
      res.once('close', () => {
        this.isClosed = true;
        resolve();
      });
    });
  }

  /** Ends early when nobody listens any more. */
  async pause(ms: number): Promise<void> {
    if (ms <= 0 || this.isClosed) return;
    let cancel: () => void = () => undefined;
    const due = new Promise<void>((resolve) => {
      cancel = this.#clock.after(ms, resolve);
    });
    await Promise.race([due, this.#closed]);
    cancel();
  }

  /** Resolves when the kernel has the bytes: what is cut after it was written must still arrive. */
  async write(bytes: Buffer): Promise<void> {
    const written = new Promise<void>((resolve) => {
      this.#res.write(bytes, () => {
        resolve();
      });
    });
    await Promise.race([written, this.#closed]);
  }

  /** Lets the other side of the loopback read, if it lives in this process. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Ends the connection in this way, or leaves it to the other side. */
  async cut(how: Cut['how']): Promise<void> {
    if (how !== 'hang') {
      await this.turn();
      // Neither ends the chunked body first, so the client can tell this from a good end.
      if (how === 'reset') this.#res.socket?.resetAndDestroy();
      else this.#res.socket?.destroySoon();
    }
    await this.#closed;
  }
}

function headOf(
  answer: Answer,
  pieces: readonly Buffer[],
  { coding }: Behaviour,
): Record<string, string> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return {
    'content-type': answer.contentType,
    'request-id': 'req_simulated',
    ...answer.extraHeaders,
    ...(coding === null ? {} : { 'content-encoding': coding }),
    // The length of the whole: a body that is cut stays behind what was promised.
    ...(answer.isStream ? {} : { 'content-length': String(length) }),
  };
}

/** What is sent before a cut. */
function before(
  at: Exclude<Cut['at'], 'beforeHead'>,
  pieces: readonly Buffer[],
  contentAt: number,
): readonly Buffer[] {
  const middle = contentAt + Math.floor((pieces.length - contentAt) / 2);
  switch (at) {
    case 'beforeEvent':
      return [];
    case 'beforeContent':
      return pieces.slice(0, contentAt);
    case 'middle':
      return pieces.slice(0, middle);
    case 'insideEvent': {
      const broken = pieces[middle] ?? Buffer.alloc(0);
      return [...pieces.slice(0, middle), broken.subarray(0, Math.floor(broken.length / 2))];
    }
  }
}

/** The format of event streams allows it, and Google does it. */
function withCrlf(answer: Answer): readonly string[] {
  if (!answer.isStream) return answer.pieces;
  return answer.pieces.map((piece) => piece.replace(/\r?\n/g, '\r\n'));
}

/** The writes in which the bytes leave; each becomes a chunk of HTTP. */
function reframed(pieces: readonly Buffer[], answer: Answer, { framing }: Behaviour): Buffer[] {
  const full = pieces.filter((piece) => piece.length > 0);
  if (framing === 'odd') return oddly(Buffer.concat(full));
  if (framing !== 'whole' && answer.isStream) return full;
  return full.length === 0 ? [] : [Buffer.concat(full)];
}

/** Pieces of 1 to 97 bytes; the lengths share no factor with anything in an event. */
function oddly(body: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const end = start + 1 + ((pieces.length * 31) % 97);
    pieces.push(body.subarray(start, end));
    start = end;
  }
  return pieces;
}
