import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import {
  buildConnector,
  Client,
  EnvHttpProxyAgent,
  Pool,
  ProxyAgent,
  type Dispatcher,
} from 'undici';

/** Where connections go out when a channel does not say. Each as in the environment; null = none. */
export type OutboundProxy = {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly noProxy: string | null;
};

export type DispatcherOptions = {
  readonly outboundProxy: OutboundProxy;
  /** The peer of a new connection is one of our own listeners. */
  readonly isOwnListener: (address: string, port: number) => boolean;
  /** Called once before the first TLS connection: loading the system's certificates takes a while. */
  readonly prepareTls: () => void;
};

export type Route = {
  readonly origin: string;
  readonly proxyUrl: string | null;
  readonly connectTimeoutMs: number;
};

/** The connection led back to this program; answering it would make it call itself for ever. */
export class SelfLoopError extends Error {}

/** A channel's value for "no outbound proxy, whatever the environment says". */
const DIRECT = 'direct';

/**
 * How long an idle connection is kept. A new TLS handshake costs more than everything else we do to a request, and a
 * connection that the upstream closed meanwhile is repeated on a fresh one.
 */
const IDLE_CONNECTION_MS = 55_000;
const LONGEST_IDLE_CONNECTION_MS = 600_000;

/** Requests sent on a connection so far. */
const sentOn = new WeakMap<object, number>();
/** Errors of connections that had served an earlier request. */
const staleErrors = new WeakSet<Error>();

/** True for the loss of a connection that had been kept alive: the upstream may simply have closed it meanwhile. */
export function isStaleConnection(error: Error): boolean {
  return staleErrors.has(error);
}

/** Connection pools, one for each origin and way out. */
export class Dispatchers {
  readonly #options: DispatcherOptions;
  readonly #pools = new Map<string, Dispatcher>();
  #isTlsPrepared = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    diagnostics.subscribe('undici:client:sendHeaders', countSent);
  }

  for(route: Route): Dispatcher {
    const name = this.#nameOf(route);
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      pool = this.#open(route);
      this.#pools.set(name, pool);
    }
    return pool;
  }

  /** A connection of its own, for repeating a request that met a stale one. The caller closes it. */
  fresh(route: Route): Dispatcher {
    const isDirect = route.proxyUrl === DIRECT || (route.proxyUrl === null && !this.#hasEnvProxy());
    return isDirect ? new Client(route.origin, this.#clientOptions(route)) : this.#open(route);
  }

  /** Closes the pools that none of these needs any more; what runs on them ends first. */
  retain(routes: readonly Route[]): void {
    const needed = new Set(routes.map((route) => this.#nameOf(route)));
    for (const [name, pool] of this.#pools) {
      if (needed.has(name)) continue;
      this.#pools.delete(name);
      void pool.close();
    }
  }

  async destroy(): Promise<void> {
    diagnostics.unsubscribe('undici:client:sendHeaders', countSent);
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #nameOf({ origin, proxyUrl, connectTimeoutMs }: Route): string {
    return `${origin} ${proxyUrl ?? ''} ${String(connectTimeoutMs)}`;
  }

  #open(route: Route): Dispatcher {
    const { origin, proxyUrl } = route;
    const options = this.#clientOptions(route);
    if (proxyUrl !== null && proxyUrl !== DIRECT)
      return new ProxyAgent({ ...options, uri: proxyUrl });
    if (proxyUrl === null && this.#hasEnvProxy()) {
      const { httpProxy, httpsProxy, noProxy } = this.#options.outboundProxy;
      return new EnvHttpProxyAgent({
        ...options,
        httpProxy: httpProxy ?? '',
        httpsProxy: httpsProxy ?? '',
        noProxy: noProxy ?? '',
      });
    }
    return new Pool(origin, options);
  }

  #hasEnvProxy(): boolean {
    const { httpProxy, httpsProxy } = this.#options.outboundProxy;
    return httpProxy !== null || httpsProxy !== null;
  }

  #clientOptions(route: Route): Client.Options {
    return {
      connect: this.#connector(route),
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: LONGEST_IDLE_CONNECTION_MS,
      maxHeaderSize: 64 * 1024,
      allowH2: false,
    };
  }

  #connector({ connectTimeoutMs }: Route): buildConnector.connector {
    const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs });
    return (options, callback) => {
      if (options.protocol === 'https:' && !this.#isTlsPrepared) {
        this.#isTlsPrepared = true;
        this.#options.prepareTls();
      }
      connect(options, (...[error, socket]) => {
        if (error !== null) callback(error, null);
        else this.#admit(socket, callback);
      });
    };
  }

  #admit(socket: Socket, callback: buildConnector.Callback): void {
    const { remoteAddress, remotePort } = socket;
    if (
      remoteAddress !== undefined &&
      remotePort !== undefined &&
      this.#options.isOwnListener(remoteAddress, remotePort)
    ) {
      socket.destroy();
      callback(new SelfLoopError(`${remoteAddress}:${String(remotePort)}`), null);
      return;
    }
    // Added before undici's own listener, so the error is marked when undici hands it to the attempt.
    socket.on('error', (error) => {
      if ((sentOn.get(socket) ?? 0) > 1) staleErrors.add(error);
    });
    callback(null, socket);
  }
}

function countSent(message: unknown): void {
  const { socket } = message as { socket: object };
  sentOn.set(socket, (sentOn.get(socket) ?? 0) + 1);
}
