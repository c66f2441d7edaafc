import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { addressGroup, clientAddress } from '../../main/admin/client-address.ts';
import type { AdminEnv } from '../../main/admin/deps.ts';

async function addressOf(peer: string, forwarded: string | null, trusted: readonly string[]) {
  const app = new Hono<AdminEnv>();
  app.get('/', (c) => c.text(clientAddress(c, trusted)));
  const headers: Record<string, string> =
    forwarded === null ? {} : { 'x-forwarded-for': forwarded };
  const env = { incoming: { socket: { remoteAddress: peer } } };
  return (await app.request('/', { headers }, env)).text();
}

describe('clientAddress', () => {
  it.each([
    ['the peer', '10.0.0.1', null, [], '10.0.0.1'],
    ['IPv4 in IPv6 clothes', '::ffff:10.0.0.1', null, [], '10.0.0.1'],
    ['an untrusted claim', '10.0.0.1', '1.2.3.4', [], '10.0.0.1'],
    ['a claim by another than the trusted', '10.0.0.1', '1.2.3.4', ['10.0.0.2'], '10.0.0.1'],
    ['what a trusted proxy saw', '10.0.0.1', '1.2.3.4', ['10.0.0.1'], '1.2.3.4'],
    ['only the nearest stranger', '10.0.0.1', '9.9.9.9, 1.2.3.4', ['10.0.0.1'], '1.2.3.4'],
    ['through two proxies', '10.0.0.1', '1.2.3.4, 10.0.0.2', ['10.0.0.0/24'], '1.2.3.4'],
    ['nonsense', '10.0.0.1', 'unknown', ['10.0.0.1'], '10.0.0.1'],
    ['an IPv6 proxy', 'fd00::1', '2001:db8::7', ['fd00::/8'], '2001:db8::7'],
  ])('finds %s', async (_, peer, forwarded, trusted, expected) => {
    expect(await addressOf(peer, forwarded, trusted)).toBe(expected);
  });
});

describe('addressGroup', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
