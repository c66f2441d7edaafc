import { BlockList, isIP, isIPv6 } from 'node:net';
import { splitUrl } from '../core/upstream-url.ts';

/** Where connections go out when a channel does not say. Each as in the environment; null = none. */
export type OutboundProxy = {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly noProxy: string | null;
};

type Exception = { readonly isMet: (host: string) => boolean; readonly port: number | null };

/**
 * The outbound proxy that the environment names for an origin. As everywhere, this machine itself is never reached
 * through it, and `NO_PROXY` lists names (with all below them), addresses, networks, and `*`, each perhaps with a port.
 */
export class EnvProxy {
  readonly #proxy: OutboundProxy;
  readonly #exceptions: readonly Exception[];

  constructor(proxy: OutboundProxy) {
    this.#proxy = proxy;
    const entries = (proxy.noProxy ?? '').toLowerCase().split(/[\s,]+/);
    this.#exceptions = entries.filter((entry) => entry !== '').map(exceptionOf);
  }

  for(origin: string): string | null {
    const { host, port, isTls } = splitUrl(origin);
    const { httpProxy, httpsProxy } = this.#proxy;
    const proxy = isTls ? (httpsProxy ?? httpProxy) : httpProxy;
    if (proxy === null || isThisMachine(host)) return null;
    const isExcepted = this.#exceptions.some(
      (one) => (one.port === null || one.port === port) && one.isMet(host),
    );
    return isExcepted ? null : proxy;
  }
}

function exceptionOf(entry: string): Exception {
  const match = /^(.*?)(?::(\d+))?$/.exec(isIPv6(entry) ? `[${entry}]` : entry);
  const port = match?.[2] === undefined ? null : Number(match[2]);
  const name = (match?.[1] ?? '').replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
  if (name === '*') return { isMet: () => true, port };
  const network = networkOf(name);
  if (network !== null) return { isMet: (host) => isWithin(network, host), port };
  return { isMet: (host) => host === name || host.endsWith(`.${name}`), port };
}

/** `10.0.0.0/8`; null for what is none. */
function networkOf(text: string): BlockList | null {
  const [address = '', prefix = ''] = text.split('/');
  const version = isIP(address);
  const length = Number(prefix);
  if (version === 0 || !/^\d+$/.test(prefix) || length > (version === 6 ? 128 : 32)) return null;
  const list = new BlockList();
  list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
  return list;
}

const LOOPBACK = networkOf('127.0.0.0/8');

function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return true;
  return LOOPBACK !== null && isWithin(LOOPBACK, host);
}

function isWithin(network: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && network.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
