import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { routeRequest } from '../../core/route.ts';
import { KeptResponses } from '../../state/kept-responses.ts';
import { queryOf } from '../call.ts';
import { identify } from '../authenticate.ts';
import { headerLookup } from '../call.ts';
import type { ProxyDeps } from '../deps.ts';
import { isForeignOrigin } from '../cors.ts';
import { RefusedSockets } from './refused-sockets.ts';
import { ResponsesSession, type SessionDeps } from './session.ts';

type SocketsDeps = Omit<SessionDeps, 'proxy' | 'kept' | 'refused'> & {
  readonly proxy: ProxyDeps;
  readonly isProxyOn: () => boolean;
};

/** A handshake that RFC 6455 allows; any other is answered over HTTP. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** The sockets on which Codex and others ask for responses. The library is loaded with the first of them. */
export class ResponsesSockets {
  readonly #deps: SocketsDeps;
  readonly #sessions = new Set<ResponsesSession>();
  readonly #kept = new KeptResponses<object>();
  readonly #refused = new RefusedSockets();
  #isEnding = false;

  constructor(deps: SocketsDeps) {
    this.#deps = deps;
  }

  /**
   * Whether a socket is opened. Where it is not, the request goes the way of every other one, which tells why: clients read
   * the status of a refused handshake.
   */
  accepts(req: IncomingMessage): boolean {
    const { proxy, isProxyOn } = this.#deps;
    const { isResponsesWebSocketEnabled, corsOrigins } = proxy.settings.current();
    if (!isResponsesWebSocketEnabled || this.#isEnding || !isProxyOn()) return false;
    const target = req.url ?? '/';
    const header = headerLookup(req);
    const route = routeRequest(req.method ?? 'GET', target, header);
    if (route.kind !== 'websocket' || !route.isBridged) return false;
    if (isForeignOrigin(header, corsOrigins)) return false;
    if (header('sec-websocket-version') !== '13') return false;
    if (!KEY.test(header('sec-websocket-key') ?? '')) return false;
    const caller = { header, remoteAddress: req.socket.remoteAddress ?? '' };
    return identify(caller, queryOf(target), proxy).ok;
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const destroy = (): void => {
      socket.destroy();
    };
    socket.on('error', destroy);
    this.#open(req, socket, head)
      .finally(() => socket.off('error', destroy))
      .catch((error: unknown) => {
        this.#deps.proxy.log.error(`a WebSocket could not be opened: ${String(error)}`);
        socket.destroy();
      });
  }

  /** No new ones; the open ones close as soon as they have nothing to answer. */
  end(): void {
    this.#isEnding = true;
    for (const session of this.#sessions) session.end();
  }

  destroy(): void {
    for (const session of this.#sessions) session.destroy();
  }

  async #open(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { WebSocketServer } = await import('ws');
    const { proxy, nextId, handle } = this.#deps;
    const { maxBodyBytes } = proxy.settings.current();
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: maxBodyBytes,
    });
    server.handleUpgrade(req, socket, head, (ws) => {
      const deps = { proxy, kept: this.#kept, refused: this.#refused, nextId, handle };
      const session = new ResponsesSession(ws, req, deps, () => this.#sessions.delete(session));
      this.#sessions.add(session);
      proxy.log.debug('a WebSocket of responses was opened');
      if (this.#isEnding) session.end();
    });
  }
}
