import type { IncomingMessage } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { HeaderLookup } from '../core/header-lookup.ts';
import type { CancelReason } from '../state/in-flight.ts';
import type { SocketWay } from './socket-way.ts';

/** What the pipeline reads of a request: Node's own, or a frame of a socket that looks like one. */
export interface CallRequest
  extends
    Readable,
    Pick<IncomingMessage, 'complete' | 'headers' | 'method' | 'rawHeaders' | 'socket' | 'url'> {}

/** What the pipeline does to a response. */
export interface CallResponse extends Writable {
  readonly headersSent: boolean;
  writeHead(status: number, headers: string[]): unknown;
  writeHead(status: number, statusText: string, headers: string[]): unknown;
  flushHeaders(): void;
  writeContinue(): void;
}

/** The raw request and response pair in hand, with what the pipeline asks of them. */
export class Call {
  readonly id: string;
  readonly req: CallRequest;
  readonly res: CallResponse;
  /** Of a socket on which the call came; null over HTTP. */
  readonly socketWay: SocketWay | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly method: string;
  readonly target: string;
  /** The client waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  readonly header: HeaderLookup;
  #hasLeft = false;
  #cancelled: CancelReason | null = null;
  #isRerouted = false;
  #isAnswering = false;
  #onLeave: (() => void) | null = null;

  constructor(
    id: string,
    req: CallRequest,
    res: CallResponse,
    startedAt: number,
    socketWay: SocketWay | null = null,
  ) {
    this.id = id;
    this.socketWay = socketWay;
    this.req = req;
    this.res = res;
    this.startedAt = startedAt;
    this.method = req.method ?? 'GET';
    this.target = req.url ?? '/';
    this.expectsContinue = req.headers.expect !== undefined;
    this.header = headerLookup(req);
    res.once('close', () => {
      if (res.writableFinished) return;
      this.#hasLeft = true;
      this.#onLeave?.();
    });
    // A write that meets a closed socket errors here; the 'close' that follows is what counts.
    res.on('error', ignore);
  }

  /** The answer goes out as frames of a socket: events are read, and nobody waits for a head. */
  get isFramed(): boolean {
    return this.socketWay !== null;
  }

  /** The client closed its connection before it had the whole answer. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Why the request was cancelled; null when it was not. */
  get cancelled(): CancelReason | null {
    return this.#cancelled;
  }

  /** Nobody waits for an answer of an upstream any more. */
  get isOver(): boolean {
    return this.#hasLeft || this.#cancelled !== null;
  }

  cancel(reason: CancelReason): void {
    if (this.res.writableFinished) return;
    this.#cancelled = reason;
    this.#onLeave?.();
  }

  /** Ends the attempt that is running, not the request. */
  giveUpAttempt(): void {
    this.#onLeave?.();
  }

  /** Whether `reroute` would do anything. */
  get canReroute(): boolean {
    return !this.#isAnswering && !this.isOver;
  }

  /** Gives the running attempt up in favour of the next channel. False once the answer reaches the client. */
  reroute(): boolean {
    if (!this.canReroute) return false;
    this.#isRerouted = true;
    this.#onLeave?.();
    return true;
  }

  /** Whether the attempt that ended was given up for the next channel; asked once. */
  takeReroute(): boolean {
    const isRerouted = this.#isRerouted;
    this.#isRerouted = false;
    return isRerouted;
  }

  /** From now on the answer belongs to the client. */
  beginAnswer(): void {
    this.#isAnswering = true;
  }

  /** The one thing to do when the client leaves or the request is cancelled; the latest registration counts. */
  onLeave(act: (() => void) | null): void {
    this.#onLeave = act;
    if (this.isOver) act?.();
  }

  get remoteAddress(): string {
    return this.req.socket.remoteAddress ?? '';
  }
}

export function headerLookup({ headers }: Pick<IncomingMessage, 'headers'>): HeaderLookup {
  return (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : value?.[0];
  };
}

export function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at);
}

function ignore(): void {
  // See the constructor.
}
