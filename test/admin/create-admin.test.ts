import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, PASSWORD, type Admin } from './admin-fixture.ts';
import { serveAdmin, type AdminServer } from './admin-server.ts';

let admin: Admin;
let server: AdminServer;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
  server = await serveAdmin(admin.deps);
});

afterEach(async () => {
  await server.close();
  await admin.close();
});

const before = { Request: globalThis.Request, Response: globalThis.Response };

const json = { 'content-type': 'application/json' };

describe('the control plane behind a socket', () => {
  it('leaves the global Request and Response alone', () => {
    expect([globalThis.Request, globalThis.Response]).toEqual([before.Request, before.Response]);
  });

  it('logs in, takes the cookie from our own page, and logs out', async () => {
    const body = JSON.stringify({ password: PASSWORD });
    const login = await server.call({ method: 'POST', path: '/login', headers: json, body });
    expect(login.status).toBe(200);
    const cookie = login.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^ccload_8080=[0-9a-f]{64}$/);

    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    const settings = () => server.call({ path: '/admin/settings', headers: own });
    expect((await settings()).status).toBe(200);
    expect((await server.call({ path: '/admin/settings', headers: { cookie } })).status).toBe(403);

    const origin = `http://127.0.0.1:${server.port.toString()}`;
    const logout = await server.call({
      method: 'POST',
      path: '/logout',
      headers: { cookie, origin },
    });
    expect(logout.status).toBe(200);
    expect((await settings()).status).toBe(401);
  });

  it.each([
    ['a whole URL as target', 'http://evil.example/admin/settings'],
    ['an asterisk as target', '*'],
  ])('refuses %s', async (_, path) => {
    const answer = await server.call({ method: 'OPTIONS', path });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      success: false,
      error: { code: 'request.malformed' },
    });
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it('refuses a Host that is no host', async () => {
    const answer = await server.call({ path: '/web/', headers: { host: 'a b' } });
    expect(answer.status).toBe(400);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(admin.lines).toEqual([]);
  });

  it('answers 413 to a body over 1 MiB, whether or not its length is told', async () => {
    const body = JSON.stringify({ password: 'x'.repeat(1024 * 1024) });
    for (const headers of [json, { ...json, 'transfer-encoding': 'chunked' }]) {
      const answer = await server.call({ method: 'POST', path: '/login', headers, body });
      expect(answer.status).toBe(413);
      expect(answer.body.toString()).toContain('request.too-large');
    }
    expect((await server.call({ path: '/health' })).status).toBe(200);
  });

  it('answers HEAD like GET, without a body', async () => {
    const get = await server.call({ path: '/health' });
    const head = await server.call({ method: 'HEAD', path: '/health' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const { request } = await import('node:http');
    const left = new Promise((resolve) => {
      const sent = request({
        host: '127.0.0.1',
        port: server.port,
        method: 'POST',
        path: '/login',
        headers: { ...json, 'content-length': '100' },
      });
      sent.on('error', resolve);
      sent.write('{"pass', () => sent.destroy(new Error('left')));
    });
    await left;
    expect((await server.call({ path: '/health' })).status).toBe(200);
    expect(admin.lines).toEqual([]);
  });
});
