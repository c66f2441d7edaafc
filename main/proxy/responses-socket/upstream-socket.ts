import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Dispatcher, buildConnector } from 'undici';
import type { RawData, WebSocket } from 'ws';
import {
  readUpstreamFrame,
  type UpstreamFrame,
} from '../../core/responses-socket/upstream-frame.ts';
import { REPLY_STATUS } from '../../core/reply-status.ts';
import { splitUrl } from '../../core/upstream-url.ts';
import type { UpstreamAnswer } from '../upstream-answer.ts';
import type { WireRequest } from '../wire-request.ts';
import { MAX_ERROR_BYTES, MAX_EVENT_BYTES } from './frame-response.ts';

export type SocketClass = typeof WebSocket;

/** One request on a socket. */
export type Question = {
  readonly frame: Uint8Array;
  readonly answer: UpstreamAnswer;
  /** Instead of an answer: a socket that was open before has nothing to say to it, so that a new one has to be asked. */
  readonly onStale: (() => void) | null;
  /** Instead of an answer: there are no sockets here. */
  readonly onRefused: () => void;
};

const OK = 200;
const NOT_IMPLEMENTED = 501;

/** Statuses of upstreams that do not know sockets; a success without one means the same. */
const KNOWS_NO_SOCKETS: ReadonlySet<number> = new Set([
  REPLY_STATUS.badRequest,
  REPLY_STATUS.notFound,
  REPLY_STATUS.wrongMethod,
  REPLY_STATUS.upgradeRequired,
  NOT_IMPLEMENTED,
]);

/** What a socket may say that has been open for long; a new one can serve the whole request. */
const STALE_CODES: ReadonlySet<string> = new Set([
  'previous_response_not_found',
  'websocket_connection_limit_reached',
]);

/** They belong to the handshake, not to the stream that follows. */
const OF_THE_HANDSHAKE = /^(?:connection|upgrade|sec-websocket-.*|content-.*|transfer-encoding)$/i;

/** A socket to an upstream, one request after another; to each answer it looks like an exchange over HTTP. */
export class UpstreamSocket implements Dispatcher.DispatchController {
  readonly #ws: WebSocket;
  #question: Question | null = null;
  #hasHead = false;
  #lost: Error | null = null;
  /** What the handshake told, for the first answer. */
  #told: readonly string[] = [];
  #lastId: string | null = null;
  rawHeaders: string[] = [];
  aborted = false;
  reason: Error | null = null;

  constructor(
    Socket: SocketClass,
    request: WireRequest,
    headers: Readonly<Record<string, string[]>>,
    connect: buildConnector.connector,
    onEnd: () => void,
  ) {
    const ws = new Socket(request.url, {
      headers,
      perMessageDeflate: false,
      maxPayload: MAX_EVENT_BYTES,
      // Node waits for the callback, which its types keep to themselves.
      createConnection: connecting(request, connect, () => {
        this.#begin();
      }) as never,
    });
    this.#ws = ws;
    ws.on('upgrade', ({ rawHeaders }: IncomingMessage) => {
      this.#told = withoutNames(rawHeaders, OF_THE_HANDSHAKE);
    });
    ws.on('open', () => {
      this.#send();
    });
    ws.on('message', (data: RawData, isBinary) => {
      if (!isBinary) this.#take((data as Buffer).toString());
    });
    ws.on('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
      this.#refused(response);
    });
    ws.on('error', (error) => {
      this.#lost ??= error;
    });
    ws.once('close', (code) => {
      onEnd();
      this.#closed(code);
    });
  }

  /** It can be asked at once. */
  get isReady(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#question === null;
  }

  /** The response that the upstream remembers for this socket. */
  get lastId(): string | null {
    return this.#lastId;
  }

  get paused(): boolean {
    return this.#ws.isPaused;
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  /** The upstream must stop generating, and has no other way to learn it. */
  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#question = null;
    this.#ws.terminate();
  }

  /** Only while nothing is under way. */
  close(): void {
    this.#ws.close();
  }

  terminate(): void {
    this.#ws.terminate();
  }

  ask(question: Question): void {
    this.#question = question;
    this.#hasHead = false;
    this.#lastId = null;
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#begin();
    this.#send();
  }

  #begin(): void {
    this.#question?.answer.onRequestStart(this);
  }

  #send(): void {
    if (this.#question !== null) this.#ws.send(this.#question.frame, { binary: false });
  }

  #take(text: string): void {
    const question = this.#question;
    if (question === null) return;
    const frame = readUpstreamFrame(text);
    if (frame.kind === 'error' && !this.#hasHead) this.#answerError(frame, question);
    else this.#pass(frame, question.answer);
  }

  #pass(frame: UpstreamFrame, answer: UpstreamAnswer): void {
    if (!this.#hasHead) {
      this.#head(answer, OK, ['content-type', 'text/event-stream', ...this.#told]);
      this.#told = [];
    }
    answer.onResponseData(this, Buffer.from(frame.sse));
    const isError = frame.kind === 'error';
    // The answer may have been given up because of it.
    if (this.#question === null || (!isError && !frame.isLast)) return;
    this.#lastId = isError ? null : frame.id;
    this.#finish(answer);
    if (isError) this.close();
  }

  #answerError(frame: Extract<UpstreamFrame, { kind: 'error' }>, question: Question): void {
    const { answer, onStale } = question;
    if (onStale !== null && STALE_CODES.has(frame.code ?? '')) {
      this.#question = null;
      this.close();
      onStale();
      return;
    }
    this.#head(answer, frame.status, ['content-type', 'application/json', ...frame.headers]);
    answer.onResponseData(this, Buffer.from(frame.body));
    this.#finish(answer);
    this.close();
  }

  #head(answer: UpstreamAnswer, status: number, headers: string[], statusText = ''): void {
    this.#hasHead = true;
    this.rawHeaders = headers;
    answer.onResponseStart(this, status, null, statusText);
  }

  #finish(answer: UpstreamAnswer): void {
    this.#question = null;
    answer.onResponseEnd();
    if (this.paused) this.resume();
  }

  /** The handshake was answered over HTTP. */
  #refused(response: IncomingMessage): void {
    const question = this.#question;
    const status = response.statusCode ?? 0;
    response.on('error', noop);
    if (question === null) {
      this.terminate();
      return;
    }
    const { answer } = question;
    if (status < REPLY_STATUS.badRequest || KNOWS_NO_SOCKETS.has(status)) {
      this.#question = null;
      this.terminate();
      question.onRefused();
      return;
    }
    this.#head(answer, status, response.rawHeaders, response.statusMessage);
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ERROR_BYTES) this.terminate();
      else if (this.#question !== null) answer.onResponseData(this, chunk);
    });
    response.once('end', () => {
      if (this.#question !== null) this.#finish(answer);
    });
    response.once('close', () => {
      this.terminate();
    });
  }

  #closed(code: number): void {
    const question = this.#question;
    if (question === null) return;
    this.#question = null;
    if (question.onStale !== null && !this.#hasHead) {
      question.onStale();
      return;
    }
    const error = this.#lost ?? new Error(`The upstream closed its WebSocket (${String(code)}).`);
    question.answer.fail(error);
  }
}

type Connected = (error: Error | null, socket: unknown) => void;

/** On the ways of all other requests to the upstream. */
function connecting(
  { route }: WireRequest,
  connect: buildConnector.connector,
  onConnected: () => void,
): (options: unknown, done: Connected) => void {
  return (_options, done) => {
    const { host, port } = splitUrl(route.origin);
    const protocol = new URL(route.origin).protocol;
    connect({ hostname: host, host, protocol, port: String(port) }, (...[error, socket]) => {
      if (error === null) onConnected();
      done(error, socket);
    });
  };
}

function withoutNames(raw: readonly string[], names: RegExp): string[] {
  return raw.filter((_part, at) => !names.test(raw[at - (at % 2)] ?? ''));
}

function noop(): void {
  // The 'close' that follows is what counts.
}
