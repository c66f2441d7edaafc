import http from 'node:http';
import type { Socket } from 'node:net';
import type { ProxyAddress } from '../core/proxy-url.ts';
import { describeError } from './connection-error.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';

/** Longer reasons are prose, and the status says enough. */
const MAX_REASON_CHARACTERS = 100;

/** Asks an HTTP proxy to connect `socket` through to `target` (`host:port`). */
export function openHttpTunnel(
  socket: Socket,
  proxy: ProxyAddress,
  target: string,
  timeoutMs: number,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      createConnection: () => socket,
    });
    const fail = (what: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new OutboundProxyError(proxy, what));
    };
    const timer = setTimeout(() => {
      fail(`gave no answer within ${String(timeoutMs / 1000)} s`);
    }, timeoutMs);
    request.once('connect', (answer, _socket, head) => {
      const { statusCode = 0, statusMessage = '' } = answer;
      if (statusCode >= 300) {
        const reason = statusMessage.slice(0, MAX_REASON_CHARACTERS);
        fail(`refused the connection to ${target}: ${`${String(statusCode)} ${reason}`.trim()}`);
        return;
      }
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.on('error', (error) => {
      fail(`did not connect to ${target}: ${describeError(error)}`);
    });
    request.end();
  });
}

/** The header by which a proxy knows who asks; none where its URL names nobody. */
export function proxyAuthorization({ login }: ProxyAddress): Record<string, string> {
  if (login === null) return {};
  const credentials = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${credentials}` };
}
