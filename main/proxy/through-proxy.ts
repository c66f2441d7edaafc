import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { ProxyAddress } from '../core/proxy-url.ts';
import { splitUrl } from '../core/upstream-url.ts';
import { describeError } from './connection-error.ts';
import { openHttpTunnel } from './http-tunnel.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';
import { SelfLoopError } from './self-loop-error.ts';
import { openSocksTunnel } from './socks-tunnel.ts';

type Connectors = {
  /** Makes the connection to the proxy. */
  readonly reach: buildConnector.connector;
  /** Puts the upstream's TLS on a connection that the proxy has made. */
  readonly secure: buildConnector.connector;
};

type Target = {
  readonly origin: string;
  /** Also where an HTTP proxy could be handed plain requests. */
  readonly isTunnelled: boolean;
};

/** Connections to an origin that an outbound proxy makes. Each of their steps may take `timeoutMs`. */
export function throughProxy(
  proxy: ProxyAddress,
  { origin, isTunnelled }: Target,
  timeoutMs: number,
  { reach, secure }: Connectors,
): buildConnector.connector {
  return (options, callback) => {
    open().then(
      (socket) => {
        if (options.protocol !== 'https:') callback(null, socket);
        else secure({ ...options, httpSocket: socket }, callback);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null);
      },
    );
  };

  async function open(): Promise<Socket> {
    const socket = await reached();
    const { host, port } = splitUrl(origin);
    if (proxy.scheme === 'socks5' || proxy.scheme === 'socks5h') {
      return openSocksTunnel(socket, proxy, { host, port }, timeoutMs);
    }
    // Plain http goes in absolute form, see there.
    if (origin.startsWith('http:') && !isTunnelled) return socket;
    const name = host.includes(':') ? `[${host}]` : host;
    return openHttpTunnel(socket, proxy, `${name}:${String(port)}`, timeoutMs);
  }

  function reached(): Promise<Socket> {
    const protocol = proxy.scheme === 'https' ? 'https:' : 'http:';
    const { host, port } = proxy;
    return new Promise((resolve, reject) => {
      const to = { hostname: host, host, protocol, port: String(port) };
      reach(to, (...[error, socket]) => {
        if (error === null) resolve(socket);
        else if (error instanceof SelfLoopError) reject(error);
        else reject(new OutboundProxyError(proxy, `cannot be reached: ${describeError(error)}`));
      });
    });
  }
}
