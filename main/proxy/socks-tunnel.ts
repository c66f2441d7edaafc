import dns from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import type { ProxyAddress } from '../core/proxy-url.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';

type Target = { readonly host: string; readonly port: number };

/** Asks a SOCKS5 proxy to connect `socket` through. Of the two schemes only `socks5h` leaves names to the proxy. */
export async function openSocksTunnel(
  socket: Socket,
  proxy: ProxyAddress,
  target: Target,
  timeoutMs: number,
): Promise<Socket> {
  const { scheme, login } = proxy;
  const host = scheme === 'socks5' ? await addressOf(target.host, socket) : target.host;
  try {
    // Few channels go through such a proxy.
    const { SocksClient } = await import('socks');
    await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        type: 5,
        host: proxy.host,
        port: proxy.port,
        ...(login === null ? {} : { userId: login.user, password: login.password }),
      },
      destination: { host, port: target.port },
      existing_socket: socket,
      timeout: timeoutMs,
    });
    return socket;
  } catch (error) {
    socket.destroy();
    // The error itself carries the login; its message does not.
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutboundProxyError(
      proxy,
      `refused the connection to ${target.host}:${String(target.port)}: ${reason}`,
    );
  }
}

/** IPv4 where there is a choice: many proxies have no way to an IPv6 address. */
async function addressOf(host: string, socket: Socket): Promise<string> {
  if (isIP(host) !== 0) return host;
  try {
    const addresses = await dns.lookup(host, { all: true });
    return (addresses.find(({ family }) => family === 4) ?? addresses[0])?.address ?? host;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
