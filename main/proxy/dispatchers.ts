import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import { checkProxyUrl, type ProxyAddress } from '../core/proxy-url.ts';
import { inAbsoluteForm } from './absolute-form.ts';
import { EnvProxy, type OutboundProxy } from './env-proxy.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';
import { SelfLoopError } from './self-loop-error.ts';
import { countSent, markingStale } from './stale-connections.ts';
import { throughProxy } from './through-proxy.ts';

export type DispatcherOptions = {
  readonly outboundProxy: OutboundProxy;
  /** The peer of a new connection is one of our own listeners. */
  readonly isOwnListener: (address: string, port: number) => boolean;
  /** Called once before the first TLS connection: loading the system's certificates takes a while. */
  readonly prepareTls: () => void;
};

/** Where a request goes and on which way. Requests that differ in any part of it never share a connection. */
export type Route = {
  readonly origin: string;
  readonly proxyUrl: string | null;
  /** The upstream's certificate is not checked. */
  readonly isTlsInsecure: boolean;
  readonly connectTimeoutMs: number;
};

/** A channel's value for "no outbound proxy, whatever the environment says". */
const DIRECT = 'direct';

/**
 * How long an idle connection is kept. A new TLS handshake costs more than everything else we do to a request, and a
 * connection that the upstream closed meanwhile is repeated on a fresh one.
 */
const IDLE_CONNECTION_MS = 55_000;
const LONGEST_IDLE_CONNECTION_MS = 600_000;

/** Connection pools, one for each origin and way out. */
export class Dispatchers {
  readonly #options: DispatcherOptions;
  readonly #envProxy: EnvProxy;
  readonly #pools = new Map<string, Dispatcher>();
  #isTlsPrepared = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#envProxy = new EnvProxy(options.outboundProxy);
    diagnostics.subscribe('undici:client:sendHeaders', countSent);
  }

  for(route: Route): Dispatcher {
    const name = this.#nameOf(route);
    let pool = this.#pools.get(name);
    if (pool === undefined) {
      pool = this.#open(route, Pool);
      this.#pools.set(name, pool);
    }
    return pool;
  }

  /** A connection of its own, for repeating a request that met a stale one. The caller closes it. */
  fresh(route: Route): Dispatcher {
    return this.#open(route, Client);
  }

  /** Connections that belong to their caller, for other protocols than HTTP: any proxy has to let them through as they are. */
  connector(route: Route): buildConnector.connector {
    return this.#connect(route, true);
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

  /** It holds the proxy's password and is never shown. */
  #nameOf(route: Route): string {
    const { origin, proxyUrl, isTlsInsecure, connectTimeoutMs } = route;
    return `${origin} ${proxyUrl ?? ''} ${String(isTlsInsecure)} ${String(connectTimeoutMs)}`;
  }

  #open(route: Route, Kind: typeof Pool | typeof Client): Dispatcher {
    const { origin } = route;
    const client = new Kind(origin, clientOptions(markingStale(this.#connect(route, false))));
    const proxy = this.#proxyOf(route);
    if (typeof proxy === 'string') return client;
    const isHandedOver = proxy.scheme.startsWith('http') && origin.startsWith('http:');
    return isHandedOver ? client.compose(inAbsoluteForm(origin, proxy)) : client;
  }

  #connect(route: Route, isTunnelled: boolean): buildConnector.connector {
    const { origin, isTlsInsecure, connectTimeoutMs: timeoutMs } = route;
    const proxy = this.#proxyOf(route);
    if (proxy === 'invalid') return refuse;
    const direct = this.#connector(timeoutMs, isTlsInsecure);
    if (proxy === 'direct') return direct;
    // The certificate of the proxy itself is always checked.
    const connectors = { reach: this.#connector(timeoutMs, false), secure: direct };
    return throughProxy(proxy, { origin, isTunnelled }, timeoutMs, connectors);
  }

  #proxyOf({ origin, proxyUrl }: Route): ProxyAddress | 'direct' | 'invalid' {
    const url = proxyUrl ?? this.#envProxy.for(origin);
    if (url === null || url === DIRECT) return 'direct';
    const check = checkProxyUrl(url);
    return check.ok ? check.address : 'invalid';
  }

  /** To the upstream, or to the proxy before it. */
  #connector(timeoutMs: number, isTlsInsecure: boolean): buildConnector.connector {
    const connect = buildConnector({
      allowH2: false,
      timeout: timeoutMs,
      ...(isTlsInsecure ? { rejectUnauthorized: false } : {}),
    });
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
    callback(null, socket);
  }
}

/** What should go through a proxy never goes directly instead. */
const refuse: buildConnector.connector = (_options, callback) => {
  callback(new OutboundProxyError(null, 'has no valid URL'), null);
};

function clientOptions(connect: buildConnector.connector): Client.Options {
  return {
    connect,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: LONGEST_IDLE_CONNECTION_MS,
    maxHeaderSize: 64 * 1024,
    allowH2: false,
  };
}
