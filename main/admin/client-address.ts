import { BlockList, isIP } from 'node:net';
import type { AdminContext } from './deps.ts';

/**
 * Who is calling. X-Forwarded-For is believed only from a reverse proxy the settings name, and only
 * as far back as such proxies wrote it: what stands left of them is the caller's own invention.
 */
export function clientAddress(c: AdminContext, trustedProxies: readonly string[]): string {
  const peer = plainAddress(c.env.incoming?.socket.remoteAddress ?? '');
  const forwarded = c.req.header('x-forwarded-for');
  if (forwarded === undefined || trustedProxies.length === 0) return peer;
  const trusted = listOf(trustedProxies);
  let nearest = peer;
  for (const hop of forwarded.split(',').reverse()) {
    if (!isIn(trusted, nearest)) return nearest;
    const address = plainAddress(hop.trim());
    if (isIP(address) === 0) return nearest;
    nearest = address;
  }
  return nearest;
}

/**
 * The unit that is counted as one caller. A home or a server gets a whole /64 of IPv6 addresses, so
 * counting each alone would be counting nothing.
 */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  const all = tail === undefined ? groups : [...groups, ...zeros, ...rest];
  return `${all.slice(0, 4).join(':')}::/64`;
}

/** Does it never leave the machine? */
export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** `::ffff:10.0.0.1` is how a socket that listens on both families names 10.0.0.1. */
function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address.toLowerCase();
}

function listOf(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
