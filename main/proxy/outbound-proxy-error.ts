import { proxyName, type ProxyAddress } from '../core/proxy-url.ts';

/**
 * The outbound proxy did not let a connection through. Its text goes on from "the outbound proxy" and holds nothing of the
 * login; for the same reason it keeps no cause, which may carry the whole configuration.
 */
export class OutboundProxyError extends Error {
  /** `proxy` is null when its URL cannot be read. */
  constructor(proxy: ProxyAddress | null, what: string) {
    super(proxy === null ? what : `${proxyName(proxy)} ${what}`);
  }
}
