import tls from 'node:tls';
import { Dispatchers } from '../proxy/dispatchers.ts';
import { EnvProxy, type OutboundProxy } from '../proxy/env-proxy.ts';

/** The machine's own authorities (a company's proxy, a local CA) beside Node's and NODE_EXTRA_CA_CERTS. */
export function trustSystem(): void {
  const known = [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  tls.setDefaultCACertificates([...new Set(known)]);
}

/** Looks at vendors on the way that requests go: with the environment's proxy, and the certificates that they trust. */
export class VendorProbe {
  readonly #dispatchers: Dispatchers;
  readonly #proxies: EnvProxy;
  readonly #timeoutMs: number;

  constructor(outboundProxy: OutboundProxy, timeoutMs: number) {
    this.#proxies = new EnvProxy(outboundProxy);
    this.#timeoutMs = timeoutMs;
    this.#dispatchers = new Dispatchers({
      outboundProxy,
      isOwnListener: () => false,
      prepareTls: trustSystem,
    });
  }

  /** `proxy.example:8080`, without its login; null where requests go there directly. */
  proxyOf(origin: string): string | null {
    const url = this.#proxies.for(origin);
    return url === null ? null : new URL(url).host;
  }

  /** What the vendor's clock said; null when it said nothing. Rejects with the codes of what failed. */
  date(origin: string): Promise<string | null> {
    const connectTimeoutMs = this.#timeoutMs;
    const route = { origin, proxyUrl: null, isTlsInsecure: false, connectTimeoutMs };
    const signal = AbortSignal.timeout(this.#timeoutMs);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
      this.#dispatchers.for(route).dispatch(
        { path: '/', method: 'HEAD' },
        {
          // These have to be there.
          onRequestStart: nothing,
          onResponseData: nothing,
          onResponseEnd: nothing,
          onResponseStart: (_controller, _status, { date }) => {
            resolve(typeof date === 'string' ? date : null);
          },
          onResponseError: (_controller, error) => {
            reject(error);
          },
        },
      );
    });
  }

  close(): Promise<void> {
    return this.#dispatchers.destroy();
  }
}

const nothing = (): void => undefined;
