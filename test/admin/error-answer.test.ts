import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let token: string;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
  ({ asAdmin, token } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

describe('a wrong call', () => {
  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/admin/nothing', 404],
    ['GET', '/admin/channels/1/nothing', 404],
    ['GET', '/public/nothing', 404],
  ])('%s %s finds nothing', async (method, path, status) => {
    const answer = await asAdmin(method, path);
    expect([answer.status, answer.json.error.code]).toEqual([status, 'path.not-found']);
  });

  it.each([
    ['GET', '/login', 'POST'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['POST', '/admin/settings', 'GET, HEAD, PATCH'],
    ['DELETE', '/admin/channels', 'GET, HEAD, POST'],
    ['POST', '/admin/channels/7', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', '/admin/in-flight/x/cancel', 'POST'],
  ])('%s %s is told the methods that are allowed', async (method, path, allow) => {
    const answer = await asAdmin(method, path);
    expect([answer.status, answer.json.error.code]).toEqual([405, 'path.wrong-method']);
    const allowed = answer.headers.get('allow')?.split(', ').toSorted();
    expect(allowed).toEqual(allow.split(', ').toSorted());
  });

  it.each([
    ['broken JSON', { 'content-type': 'application/json' }, '{', 400, 'request.malformed'],
    ['text after JSON', { 'content-type': 'application/json' }, '{} {}', 400, 'request.malformed'],
    ['text', { 'content-type': 'text/plain' }, '{}', 415, 'request.unsupported-media'],
    [
      'a kin of JSON',
      { 'content-type': 'application/jsonp' },
      '{}',
      415,
      'request.unsupported-media',
    ],
    [
      'a compressed body',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      '{}',
      415,
      'request.unsupported-media',
    ],
    ['no object', { 'content-type': 'application/json' }, '[]', 400, 'request.invalid'],
    ['null', { 'content-type': 'application/json; charset=utf-8' }, 'null', 400, 'request.invalid'],
  ])('with %s is refused', async (_, headers, body, status, code) => {
    const answer = await admin.call('PATCH', '/admin/settings', {
      body,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
  });

  it('is told about text that is not UTF-8', async () => {
    const response = await admin.app.request(
      'http://localhost/admin/settings',
      {
        method: 'PATCH',
        headers: {
          host: 'localhost',
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
        },
        body: new Uint8Array([0x22, 0xff, 0x22]),
      },
      {},
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'request.malformed' } });
  });

  it('does not hear back what it sent', async () => {
    const secret = 'sk-ant-very-secret-0123456789';
    const bodies = [
      { name: secret.repeat(10), url: secret, models: [{ [secret]: 1 }], api_key: `${secret} x` },
      { channel_type: secret, priority: secret, keyStrategy: secret, [secret]: secret },
      { keys: [{ secret: `${secret}…` }], headers: [{ name: `${secret}:`, value: `${secret}\n` }] },
      `{"api_key": "${secret}"`,
    ];
    for (const body of bodies) {
      const answer = await asAdmin('POST', '/admin/channels', body);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('very-secret');
    }
    expect(admin.lines.join()).not.toContain('very-secret');
  });

  it('is answered with the security headers too', async () => {
    for (const path of ['/nothing', '/admin/settings', '/login', '/web/']) {
      const { headers } = await admin.call('GET', path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('a fault of our own', () => {
  it('is answered without its text and logged once, under the same id', async () => {
    admin.deps.store.settings.readAll = () =>
      Promise.reject(new Error('disk full near sk-ant-secret-0123456789'));
    const answer = await asAdmin('PATCH', '/admin/settings', { drainMs: 1 });
    expect([answer.status, answer.json.error.code]).toEqual([500, 'internal']);
    expect(answer.text).not.toContain('disk');
    const id = /calls it ([0-9a-f]{8})/.exec(answer.json.error.message)?.[1] ?? 'none';
    expect(admin.lines).toHaveLength(1);
    expect(admin.lines[0]).toContain(id);
    expect(admin.lines[0]).toContain('PATCH /admin/settings');
    expect(admin.lines[0]).toContain('disk full');
    expect(admin.lines[0]).not.toContain('ant-secret');
  });
});
