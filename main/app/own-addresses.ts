import net from 'node:net';
import os from 'node:os';
import { splitUrl } from '../core/upstream-url.ts';

/** Interfaces come and go with networks, but not within seconds; listing them costs a system call. */
const INTERFACES_FRESH_MS = 10_000;

/** Tells whether a peer or a URL is this program itself, so that it never calls itself. */
export class OwnAddresses {
  readonly #port: () => number;
  readonly #now: () => number;
  #local = new Set<string>();
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(port: () => number, now: () => number) {
    this.#port = port;
    this.#now = now;
  }

  isListener(address: string, port: number): boolean {
    return port === this.#port() && this.#isLocal(plain(address));
  }

  /** By its text alone; a host name that resolves to us is met when the connection is made. */
  isUrl(url: string): boolean {
    const { host, port } = splitUrl(url);
    if (port !== this.#port()) return false;
    const name = plain(host.toLowerCase());
    return name === 'localhost' || name.endsWith('.localhost') || this.#isLocal(name);
  }

  #isLocal(address: string): boolean {
    if (address === '::1' || address === '::' || address === '0.0.0.0') return true;
    if (net.isIPv4(address) && address.startsWith('127.')) return true;
    const now = this.#now();
    if (now - this.#listedAt > INTERFACES_FRESH_MS) {
      this.#listedAt = now;
      const interfaces = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
      this.#local = new Set(interfaces.map((one) => one.address));
    }
    return this.#local.has(address);
  }
}

/** Without brackets, zone and the IPv6 form of an IPv4 address. */
function plain(address: string): string {
  return address
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
}
