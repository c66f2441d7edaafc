import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAllowedHost } from '../../main/admin/host-check.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

describe('isAllowedHost', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    '192.168.1.20:8080',
    '[::1]:8080',
    '[::1]',
    'localhost:8080',
    'LOCALHOST',
    'localhost.:8080',
    'ccload.localhost',
    'proxy.example:443',
    'Proxy.Example',
  ])('takes %s', (host) => {
    expect(isAllowedHost(host, ['proxy.example'])).toBe(true);
  });

  it.each([
    '',
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    'proxy.example.evil',
    'sub.proxy.example',
    '2130706433',
    '127.1',
    'user@127.0.0.1',
    '127.0.0.1/x',
    'a b',
    '[::1',
    '::1',
  ])('refuses %j', (host) => {
    expect(isAllowedHost(host, ['proxy.example'])).toBe(false);
  });

  it('takes the port from neither side', () => {
    expect(isAllowedHost('proxy.example:9', ['proxy.example:8080'])).toBe(true);
  });
});

describe('a call by a foreign host name', () => {
  let admin: Admin;

  beforeEach(async () => {
    admin = await openAdmin({ isBare: true });
  });

  afterEach(async () => {
    await admin.close();
  });

  it.each([
    '/',
    '/web/',
    '/login',
    '/logout',
    '/admin/settings',
    '/public/version',
    '/favicon.ico',
  ])('is refused at %s', async (path) => {
    const answer = await admin.call('GET', path, { headers: { host: 'evil.example:8080' } });
    expect([answer.status, answer.json.error.code]).toEqual([421, 'host.not-allowed']);
  });

  it('is answered at /health, which load balancers call by any name', async () => {
    const answer = await admin.call('GET', '/health', { headers: { host: 'ccload.internal' } });
    expect(answer.status).toBe(200);
  });

  it('is logged once for each name, with the setting to change', async () => {
    for (const host of ['evil.example', 'evil.example', 'other.example']) {
      await admin.call('GET', '/web/', { headers: { host } });
    }
    expect(admin.lines).toHaveLength(2);
    expect(admin.lines[0]).toContain('"evil.example"');
    expect(admin.lines[0]).toContain('CCLOAD_HOSTS');
  });

  it('does not fill the log however many names are invented', async () => {
    for (let i = 0; i < 80; i++) {
      await admin.call('GET', '/web/', { headers: { host: `n${i.toString()}.example` } });
    }
    expect(admin.lines).toHaveLength(50);
  });
});
