import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { AnswerItems } from '../../core/responses-socket/answer-items.ts';
import { ownErrorFrame, warmUpFrames } from '../../core/responses-socket/frames.ts';
import { readFrame, type FrameRead } from '../../core/responses-socket/read-frame.ts';
import { REPLY_STATUS } from '../../core/reply-status.ts';
import type { KeptResponses } from '../../state/kept-responses.ts';
import { Call } from '../call.ts';
import type { ProxyDeps } from '../deps.ts';
import { bodyRefusal } from '../refusals.ts';
import type { Refusal } from '../reply.ts';
import { cancelRefusal } from '../reply-exhausted.ts';
import { FrameRequest } from './frame-request.ts';
import { FrameResponse } from './frame-response.ts';
import { UpstreamSockets } from './upstream-sockets.ts';
import type { RefusedSockets } from './refused-sockets.ts';

/** A peer that answers no ping until the next one is gone. */
const PING_EVERY_MS = 30_000;
/** Requests that wait for the one before them, all together no larger than one may be. Nobody is known to send any. */
const MAX_WAITING = 16;

const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;

export type SessionDeps = {
  readonly proxy: Pick<ProxyDeps, 'settings' | 'clock' | 'log' | 'dispatchers'>;
  readonly kept: KeptResponses<object>;
  readonly refused: RefusedSockets;
  readonly nextId: () => string;
  /** The way of every request, from admission to record. Never rejects. */
  readonly handle: (call: Call) => Promise<void>;
};

type Frame = { readonly data: Buffer; readonly isBinary: boolean };

/** One client's socket: every frame is a request of its own, and one runs at a time. */
export class ResponsesSession {
  readonly #ws: WebSocket;
  readonly #handshake: IncomingMessage;
  readonly #deps: SessionDeps;
  readonly #upstreams: UpstreamSockets;
  #waiting: Frame[] = [];
  #isBusy = false;
  #isEnding = false;
  #running: FrameResponse | null = null;
  #isAlive = true;
  #cancelPing: () => void = noop;

  constructor(ws: WebSocket, handshake: IncomingMessage, deps: SessionDeps, onEnd: () => void) {
    this.#ws = ws;
    this.#handshake = handshake;
    this.#deps = deps;
    const { dispatchers, clock, log } = deps.proxy;
    const { refused } = deps;
    this.#upstreams = new UpstreamSockets(handshake, { dispatchers, clock, log, refused });
    ws.on('message', (data: RawData, isBinary) => {
      this.#take({ data: data as Buffer, isBinary });
    });
    ws.on('pong', () => {
      this.#isAlive = true;
    });
    // The 'close' that follows is what counts.
    ws.on('error', noop);
    ws.once('close', () => {
      this.#leave();
      onEnd();
    });
    this.#tellOfTooMuch();
    this.#ping();
  }

  /** Closes the socket, after the answer that is under way. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isBusy) this.#ws.close(GOING_AWAY, 'The program is being stopped.');
  }

  destroy(): void {
    this.#ws.terminate();
  }

  #take(frame: Frame): void {
    const { maxBodyBytes } = this.#deps.proxy.settings.current();
    const bytes = this.#waiting.reduce((sum, { data }) => sum + data.length, 0);
    const isTooMuch = this.#waiting.length > 0 && bytes + frame.data.length > maxBodyBytes;
    if (isTooMuch || this.#waiting.length >= MAX_WAITING) {
      this.#ws.close(POLICY_VIOLATION, 'Too many requests wait on this socket.');
      return;
    }
    this.#waiting.push(frame);
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      await this.#answer(frame);
    }
    this.#isBusy = false;
    if (this.#isEnding) this.end();
  }

  async #answer({ data, isBinary }: Frame): Promise<void> {
    const { proxy, kept, nextId } = this.#deps;
    const id = nextId();
    const read: FrameRead = isBinary ? BINARY : readFrame(data, kept.get(this));
    switch (read.kind) {
      case 'notice':
        return;
      case 'refused': {
        const { code, message } = read;
        proxy.log.info(`[${id}] a frame was refused: ${code}: ${message}`);
        this.#send(
          ownErrorFrame({ status: REPLY_STATUS.badRequest, code, message, requestId: id }),
        );
        return;
      }
      case 'warmUp': {
        const [created = '', completed = ''] = warmUpFrames(
          id,
          Math.floor(proxy.clock.now() / 1000),
        );
        this.#keep({ id, items: read.items });
        this.#send(created);
        this.#send(completed);
        return;
      }
      case 'create':
        await this.#run(id, read);
    }
  }

  /** The request goes the way of every other; what it brings back are frames. */
  async #run(
    id: string,
    { body, items, goesOn }: Extract<FrameRead, { kind: 'create' }>,
  ): Promise<void> {
    const { proxy, handle } = this.#deps;
    const answer =
      items === null ? null : new AnswerItems(items, proxy.settings.current().maxBodyBytes);
    const response: FrameResponse = new FrameResponse(id, {
      send: (frame, done) => {
        this.#ws.send(frame, done);
      },
      see: (data) => {
        answer?.see(data);
      },
      cut: (): Refusal => (call.cancelled === null ? CUT : cancelRefusal(call.cancelled)),
    });
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const request = new FrameRequest(this.#handshake, bytes);
    const way = this.#upstreams.wayOf(goesOn);
    const call: Call = new Call(id, request, response, proxy.clock.now(), way);
    const closed = new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
    this.#running = response;
    if (this.#ws.readyState === this.#ws.OPEN) {
      await handle(call);
      await closed;
    }
    this.#running = null;
    const kept = answer?.kept ?? null;
    if (kept !== null) this.#keep(kept);
  }

  #keep(kept: { readonly id: string; readonly items: Uint8Array }): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    const { proxy, kept: book } = this.#deps;
    book.put(this, kept, proxy.settings.current().responsesWebSocketMemoryBytes);
  }

  #send(frame: string): void {
    this.#ws.send(frame, noop);
  }

  #leave(): void {
    this.#cancelPing();
    this.#waiting = [];
    this.#running?.abandon();
    this.#upstreams.destroy();
    this.#deps.kept.drop(this);
  }

  #ping(): void {
    this.#cancelPing = this.#deps.proxy.clock.after(PING_EVERY_MS, () => {
      if (!this.#isAlive) {
        this.destroy();
        return;
      }
      this.#isAlive = false;
      this.#ws.ping();
      this.#ping();
    });
  }

  /** The library closes the socket at a frame that is too large, without a word that a client could show. */
  #tellOfTooMuch(): void {
    const ws = this.#ws;
    const close = ws.close.bind(ws);
    ws.close = (code = NORMAL_CLOSURE, reason) => {
      if (code === MESSAGE_TOO_BIG) {
        const { maxBodyBytes } = this.#deps.proxy.settings.current();
        const requestId = this.#deps.nextId();
        this.#send(ownErrorFrame({ ...bodyRefusal('tooLarge', maxBodyBytes), requestId }));
      }
      close(code, reason);
    };
  }
}

const CUT: Refusal = {
  status: REPLY_STATUS.badGateway,
  code: 'upstream_broken',
  message: 'The upstream broke off its answer.',
};

const BINARY: FrameRead = {
  kind: 'refused',
  code: 'binary_frame',
  message: 'Frames must be text.',
};

function noop(): void {
  // Nothing to do.
}
