import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
});

afterEach(async () => {
  await admin.close();
});

describe('an admin call', () => {
  it('needs a session on every path of the API, known or not', async () => {
    const document = await documentOf();
    const calls = Object.entries(document.paths)
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method })))
      .filter(({ path }) => path.startsWith('/admin/'));
    expect(calls.length).toBeGreaterThan(25);
    const others = [
      '/admin',
      '/admin/docs',
      '/admin/openapi.json',
      '/admin/nothing',
      '/admin/events',
    ];
    for (const { path, method } of [...calls, ...others.map((path) => ({ path, method: 'get' }))]) {
      const answer = await admin.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'));
      expect([path, method, answer.status]).toEqual([path, method, 401]);
      expect(answer.json.error.code).toBe('auth.required');
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it.each([
    ['garbage', 'Bearer abc'],
    ['a well-formed session nobody has', `Bearer ${'0'.repeat(64)}`],
    ['another scheme', 'Basic YWRtaW46YWRtaW4='],
  ])('refuses %s', async (_, authorization) => {
    const answer = await admin.call('GET', '/admin/settings', { headers: { authorization } });
    expect(answer.status).toBe(401);
  });

  it('ends with its session after a day', async () => {
    const { asAdmin } = await admin.logIn();
    admin.clock.now += 24 * 60 * 60_000 - 1;
    expect((await asAdmin('GET', '/admin/settings')).status).toBe(200);
    admin.clock.now += 1;
    expect((await asAdmin('GET', '/admin/settings')).status).toBe(401);
  });

  it('is answered without CORS headers, so that no foreign page reads it', async () => {
    const { token } = await admin.logIn();
    const headers = { authorization: `Bearer ${token}`, origin: 'https://evil.example' };
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await admin.call(method, '/admin/settings', { headers });
      expect([...answer.headers.keys()].filter((name) => name.includes('allow-'))).toEqual([]);
    }
  });
});

describe('the session cookie', () => {
  const fromOurs = { origin: 'http://127.0.0.1:8080' };

  it.each([
    ['our own page', 'GET', { 'sec-fetch-site': 'same-origin' }, 200],
    ['our own page', 'PATCH', { 'sec-fetch-site': 'same-origin', ...fromOurs }, 200],
    ['our own page in a browser without Sec-Fetch-Site', 'PATCH', fromOurs, 200],
    ['nothing at all', 'GET', {}, 403],
    ['nothing at all', 'PATCH', {}, 403],
    ['an address typed by hand', 'GET', { 'sec-fetch-site': 'none' }, 403],
    ['another port of this machine', 'GET', { 'sec-fetch-site': 'same-site' }, 403],
    ['another port of this machine', 'PATCH', { origin: 'http://127.0.0.1:3000' }, 403],
    ['a foreign site', 'PATCH', { 'sec-fetch-site': 'cross-site', origin: 'https://e.x' }, 403],
    ['a sandboxed frame', 'PATCH', { origin: 'null' }, 403],
    ['contradictory headers', 'PATCH', { 'sec-fetch-site': 'cross-site', ...fromOurs }, 403],
  ])('from %s with %s', async (_, method, headers, status) => {
    const { token } = await admin.logIn();
    const answer = await admin.call(method, '/admin/settings', {
      ...(method === 'GET' ? {} : { body: {} }),
      headers: { cookie: `ccload_8080=${token}`, ...headers },
    });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.json.error.code).toBe('auth.forbidden-origin');
  });

  it.each([
    ['a read', 'GET', {}, 200],
    ['a change', 'PATCH', {}, 403],
    ['a change by our own page', 'PATCH', { origin: 'http://192.168.1.9:8080' }, 200],
    ['a read by another page', 'GET', { origin: 'http://192.168.1.9:3000' }, 403],
  ])('over plain http from another machine: %s with %s', async (_, method, headers, status) => {
    const { token } = await admin.logIn();
    const answer = await admin.call(method, '/admin/settings', {
      ...(method === 'GET' ? {} : { body: {} }),
      headers: { cookie: `ccload_8080=${token}`, host: '192.168.1.9:8080', ...headers },
    });
    expect(answer.status).toBe(status);
  });

  it('of another port is not ours', async () => {
    const { token } = await admin.logIn();
    const headers = { cookie: `ccload_9090=${token}`, 'sec-fetch-site': 'same-origin' };
    expect((await admin.call('GET', '/admin/settings', { headers })).status).toBe(401);
  });

  it('does not help a call with a wrong Bearer', async () => {
    const { token } = await admin.logIn();
    const headers = {
      cookie: `ccload_8080=${token}`,
      'sec-fetch-site': 'same-origin',
      authorization: 'Bearer x',
    };
    expect((await admin.call('GET', '/admin/settings', { headers })).status).toBe(401);
  });
});

async function documentOf(): Promise<{ paths: Record<string, Record<string, unknown>> }> {
  const { asAdmin } = await admin.logIn();
  return JSON.parse((await asAdmin('GET', '/admin/openapi.json')).text) as never;
}
