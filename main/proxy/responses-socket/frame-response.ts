import { Writable } from 'node:stream';
import { errorFrame, ownErrorFrame } from '../../core/responses-socket/frames.ts';
import { REPLY_STATUS } from '../../core/reply-status.ts';
import { SseParser } from '../../core/sse.ts';
import type { CallResponse } from '../call.ts';
import { codingsOf, decodeBody } from '../content-coding.ts';
import { headerOf } from '../raw-headers.ts';
import type { Refusal } from '../reply.ts';

/** Images come whole in one event. */
export const MAX_EVENT_BYTES = 64 * 1024 * 1024;
export const MAX_ERROR_BYTES = 8 * 1024 * 1024;
/** A client that has so much to catch up with holds its upstream back. */
const HIGH_WATER_BYTES = 64 * 1024;

/** Where frames go. */
export type FramePort = {
  /** `done` once the frame has left this program, which is how fast a client takes them. */
  send(frame: string, done: (error?: Error | null) => void): void;
  /** The data of every event of the answer. */
  see(data: string): void;
  /** Why the answer ends in the middle. */
  cut(): Refusal;
};

/** An answer as frames: the data of each event of a stream, and anything else as one error. */
export class FrameResponse extends Writable implements CallResponse {
  readonly #id: string;
  readonly #port: FramePort;
  readonly #parser = new SseParser({ maxEventBytes: MAX_EVENT_BYTES });
  #status = 0;
  #headers: readonly string[] = [];
  #isStream = false;
  #body: Buffer[] = [];
  #isSilent = false;

  constructor(id: string, port: FramePort) {
    super({ highWaterMark: HIGH_WATER_BYTES });
    this.#id = id;
    this.#port = port;
  }

  get headersSent(): boolean {
    return this.#status !== 0;
  }

  writeHead(status: number, ...more: [string[]] | [string, string[]]): this {
    this.#status = status;
    this.#headers = more.at(-1) as readonly string[];
    const type = headerOf(this.#headers, 'content-type') ?? '';
    this.#isStream = status < REPLY_STATUS.badRequest && /^text\/event-stream\b/i.test(type);
    return this;
  }

  flushHeaders(): void {
    // A frame has none.
  }

  writeContinue(): void {
    // Nobody waits for it.
  }

  /** Nobody is there any more. */
  abandon(): void {
    this.#isSilent = true;
    this.destroy();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (!this.#isStream) {
      this.#body.push(chunk);
      done();
      return;
    }
    const frames: string[] = [];
    for (const event of this.#parser.push(chunk)) {
      if (event.kind === 'oversize') {
        this.destroy();
        done();
        return;
      }
      if (event.kind === 'comment' || event.data === '[DONE]') continue;
      this.#port.see(event.data);
      frames.push(event.data);
    }
    const last = frames.pop();
    for (const frame of frames) this.#port.send(frame, ignore);
    if (last === undefined) done();
    else this.#port.send(last, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#isStream) done();
    else void this.#sendError(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished && !this.#isSilent) {
      const { status, code, message, retryAfterSec } = this.#port.cut();
      const facts = { status, code, message, requestId: this.#id };
      this.#port.send(ownErrorFrame(facts, retryAfterSec), ignore);
    }
    done(error);
  }

  async #sendError(done: (error?: Error | null) => void): Promise<void> {
    const codings = codingsOf(headerOf(this.#headers, 'content-encoding'));
    const decoded = await decodeBody(Buffer.concat(this.#body), codings, MAX_ERROR_BYTES);
    const body = decoded.ok ? decoded.bytes.toString() : '';
    const answer = { status: this.#status, headers: this.#headers, body };
    this.#port.send(errorFrame(answer, this.#id), done);
  }
}

function ignore(): void {
  // A socket that is gone tells so itself.
}
