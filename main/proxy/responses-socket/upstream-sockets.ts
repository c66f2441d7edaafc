import type { IncomingMessage } from 'node:http';
import { createFrame, type GoesOn } from '../../core/responses-socket/read-frame.ts';
import type { Clock } from '../clock.ts';
import type { Dispatchers } from '../dispatchers.ts';
import type { LogPort } from '../log-port.ts';
import type { SocketWay } from '../socket-way.ts';
import type { UpstreamAnswer } from '../upstream-answer.ts';
import type { WireRequest } from '../wire-request.ts';
import type { RefusedSockets } from './refused-sockets.ts';
import { UpstreamSocket, type Question } from './upstream-socket.ts';

/** A client moves between so many keys and channels before the one it left first is closed. */
const MAX_OPEN = 8;

/** They belong to a request that is posted. */
const OF_A_POST: ReadonlySet<string> = new Set(['accept', 'content-type', 'content-length']);
const BETA = 'openai-beta';

export type UpstreamSocketsDeps = {
  readonly dispatchers: Pick<Dispatchers, 'connector'>;
  readonly clock: Clock;
  readonly log: LogPort;
  readonly refused: RefusedSockets;
};

/** What one client's socket leads on to: a socket for each upstream and key that served it, as long as it is open itself. */
export class UpstreamSockets {
  readonly #deps: UpstreamSocketsDeps;
  readonly #beta: string;
  /** The name holds the key and is never shown. */
  readonly #open = new Map<string, UpstreamSocket>();

  constructor({ headers }: Pick<IncomingMessage, 'headers'>, deps: UpstreamSocketsDeps) {
    this.#deps = deps;
    this.#beta = String(headers[BETA] ?? '');
  }

  /** The way of one frame. */
  wayOf(goesOn: GoesOn | null): SocketWay {
    return {
      dispatch: (request, isAltered, answer, overHttp) => {
        if (this.#deps.refused.has(request.url, this.#deps.clock.now())) overHttp();
        else this.#ask(request, isAltered ? null : goesOn, answer, overHttp);
      },
    };
  }

  destroy(): void {
    for (const socket of this.#open.values()) socket.terminate();
  }

  #ask(
    request: WireRequest,
    goesOn: GoesOn | null,
    answer: UpstreamAnswer,
    overHttp: () => void,
  ): void {
    const headers = handshakeHeaders(request.headers, this.#beta);
    const { url, route, body } = request;
    const name = JSON.stringify([url, route, headers]);
    const whole = body ?? new Uint8Array(0);
    const onRefused = (): void => {
      const { refused, clock, log } = this.#deps;
      refused.add(url, clock.now());
      log.info(`${route.origin} takes no WebSocket and is asked over HTTP`);
      overHttp();
    };
    const fresh = (): void => {
      const question = { frame: createFrame(whole, null), answer, onStale: null, onRefused };
      this.#connect(name, request, headers, question).catch((error: unknown) => {
        answer.fail(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const kept = this.#open.get(name);
    if (kept?.isReady !== true) {
      fresh();
      return;
    }
    const known = goesOn !== null && kept.lastId === goesOn.id ? goesOn : null;
    kept.ask({ frame: createFrame(whole, known), answer, onStale: fresh, onRefused });
  }

  async #connect(
    name: string,
    request: WireRequest,
    headers: Readonly<Record<string, string[]>>,
    question: Question,
  ): Promise<void> {
    const { WebSocket } = await import('ws');
    const connect = this.#deps.dispatchers.connector(request.route);
    const socket: UpstreamSocket = new UpstreamSocket(WebSocket, request, headers, connect, () => {
      if (this.#open.get(name) === socket) this.#open.delete(name);
    });
    socket.ask(question);
    this.#open.delete(name);
    this.#open.set(name, socket);
    const [oldest] = this.#open.values();
    if (this.#open.size > MAX_OPEN) oldest?.close();
  }
}

/** Those of the request, with the marks of the sockets' protocol that were no use over HTTP. By lower-case name. */
function handshakeHeaders(raw: readonly string[], beta: string): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    if (OF_A_POST.has(name)) continue;
    (headers[name] ??= []).push(raw[at + 1] ?? '');
  }
  const own = headers[BETA] ?? [];
  const marks = beta.split(',').map((mark) => mark.trim());
  const added = marks.filter((mark) => mark.startsWith('responses_websockets'));
  if (added.length > 0) headers[BETA] = [[...own, ...added].join(', ')];
  return headers;
}
