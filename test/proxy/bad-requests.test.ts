import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestPage } from '../../main/contracts/admin-api.ts';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { sendRaw, statusOf } from '../support/raw-client.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';

const DIALECTS = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  gemini: '/v1beta/models/g:generateContent',
} as const;
type Dialect = keyof typeof DIALECTS;

let upstream: ScriptedUpstream;
let app: TestApp;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start(json({ ok: true }));
  app = await TestApp.start({
    channels: [{ url: upstream.url }],
    settings: { maxBodyBytes: 100_000 },
  });
});
afterAll(async () => {
  // Whatever was thrown at it, it still serves.
  const response = await app.post('/v1/messages', { model: 'm', messages: [] });
  expect(response.status).toBe(200);
  await app.stop();
  await upstream.close();
});

/** The error's message, out of the one shape that clients of the dialect parse. */
function messageIn(dialect: Dialect, body: unknown): string {
  const { type, error } = body as { type?: string; error: Record<string, unknown> };
  if (dialect === 'anthropic') expect(type).toBe('error');
  if (dialect === 'gemini')
    expect(error).toMatchObject({
      code: expect.any(Number) as number,
      status: expect.any(String) as string,
    });
  else expect(error).toMatchObject({ type: expect.any(String) as string });
  return String(error['message']);
}

const dialects = Object.keys(DIALECTS) as Dialect[];

describe.each(dialects)('a bad request in the dialect of %s', (dialect) => {
  const path = DIALECTS[dialect];

  it('with malformed JSON is a 400', async () => {
    for (const body of ['{"model": "m",', '{model: 1}', 'hello', '{"model":"m"} x']) {
      const response = await app.post(path, body);
      expect(response.status).toBe(400);
      messageIn(dialect, await response.json());
    }
  });

  it('with a JSON value that is no object is a 400', async () => {
    const response = await app.post(path, '[1,2]');
    expect([response.status, messageIn(dialect, await response.json())]).toEqual([
      400,
      'The request body must be a JSON object.',
    ]);
  });

  it('that is too large is a 413, declared or not', async () => {
    const large = JSON.stringify({ model: 'm', filler: 'x'.repeat(200_000) });
    const declared = await app.post(path, large);
    expect(declared.status).toBe(413);
    expect(messageIn(dialect, await declared.json())).toContain('maxBodyBytes');
    const undeclared = await app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    });
    expect(undeclared.status).toBe(413);
  });

  it('that grows beyond the limit when it is decompressed is a 413', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(10_000_000, 32));
    const response = await app.post(path, bomb, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(413);
  });

  it('with a content-encoding nobody knows is a 415, with a false one a 400', async () => {
    const unknown = await app.post(path, '{}', { 'content-encoding': 'lzma' });
    expect(unknown.status).toBe(415);
    messageIn(dialect, await unknown.json());
    expect((await app.post(path, '{}', { 'content-encoding': 'gzip' })).status).toBe(400);
  });

  it('with a wrong, disabled or no token is a 401', async () => {
    for (const headers of [
      { 'x-api-key': 'wrong' },
      { authorization: 'Bearer nope' },
      { authorization: 'Basic x' },
    ]) {
      const response = await app.request(path, { method: 'POST', body: '{}', headers });
      expect(response.status).toBe(401);
      messageIn(dialect, await response.json());
    }
  });

  it('with the wrong method is a 405 that names the right one', async () => {
    const response = await app.request(path, { method: 'PUT', body: '{}' });
    expect([response.status, response.headers.get('allow')]).toEqual([
      405,
      expect.stringContaining('POST'),
    ]);
    messageIn(dialect, await response.json());
  });

  it('that wants a WebSocket is a 426, and a 401 without a token where there are any', async () => {
    const raw = await sendRaw(
      app.port,
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close, Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`,
    );
    expect(statusOf(raw)).toBe(dialect === 'openai-responses' ? 401 : 426);
  });
});

// Gemini names its model in the path.
describe.each(dialects.filter((one) => one !== 'gemini'))('a request of %s', (dialect) => {
  it('without a model, or with one that is no name, is a 400', async () => {
    const path = DIALECTS[dialect];
    for (const body of [
      { messages: [] },
      { model: 7 },
      { model: '' },
      { model: 'x'.repeat(300) },
    ]) {
      const response = await app.post(path, body);
      expect(response.status).toBe(400);
      expect(messageIn(dialect, await response.json())).toContain('model');
    }
  });
});

describe('a request that is no proper HTTP', () => {
  const auth = `x-api-key: ${TEST_TOKEN}\r\nconnection: close\r\n`;

  it.each([
    [
      'an absolute-form target',
      `POST http://evil.example/v1/messages HTTP/1.1\r\nhost: x\r\n${auth}\r\n`,
      400,
    ],
    ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n`, 405],
    [
      'two lengths',
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${auth}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      400,
    ],
    [
      'a length beside chunks',
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${auth}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
      400,
    ],
    [
      'a bare line feed in a header',
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${auth}x-a: b\rc: d\r\n\r\n`,
      400,
    ],
    [
      'a NUL in a header',
      `GET /v1/models HTTP/1.1\r\nhost: x\r\nx-a: b\u0000c\r\n${auth}\r\n`,
      400,
    ],
    ['no HTTP at all', `hello there\r\n\r\n`, 400],
    [
      'headers without end',
      `GET /v1/models HTTP/1.1\r\nhost: x\r\nx-a: ${'y'.repeat(100_000)}\r\n\r\n`,
      431,
    ],
    ['a path that climbs', `GET /v1/../admin/channels HTTP/1.1\r\nhost: x\r\n${auth}\r\n`, 400],
    [
      'an encoded path that climbs',
      `GET /v1/%2e%2e/admin/channels HTTP/1.1\r\nhost: x\r\n${auth}\r\n`,
      400,
    ],
    ['an unknown path', `GET /nowhere HTTP/1.1\r\nhost: x\r\n${auth}\r\n`, 404],
  ])('with %s is answered and harms nothing', async (_what, raw, status) => {
    const before = upstream.requests.length;
    expect(statusOf(await sendRaw(app.port, raw))).toBe(status);
    expect(upstream.requests).toHaveLength(before);
  });

  it('with a body cut short reaches no upstream', async () => {
    const before = upstream.requests.length;
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${auth}content-length: 500\r\n\r\n{"model":"m"}`;
    await sendRaw(app.port, head, true);
    expect(upstream.requests).toHaveLength(before);
  });

  it('treats an offered upgrade to HTTP/2 as plain HTTP', async () => {
    const body = '{"model":"m","messages":[]}';
    const raw = await sendRaw(
      app.port,
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\nconnection: close, Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
    );
    expect(statusOf(raw)).toBe(200);
    expect(upstream.last.headers['http2-settings']).toBeUndefined();
  });
});

describe('a client that asks before it sends', () => {
  it('is told to go on when the request is welcome', async () => {
    const body = '{"model":"m","messages":[]}';
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\nconnection: close\r\nexpect: 100-continue\r\ncontent-length: ${String(body.length)}\r\n\r\n`;
    const raw = await sendRaw(app.port, head + body);
    expect(raw.startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK')).toBe(true);
    expect(upstream.last.headers.expect).toBeUndefined();
  });

  it('is refused at once when it is not', async () => {
    const head = `POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\nexpect: 100-continue\r\ncontent-length: 500000\r\n\r\n`;
    expect(statusOf(await sendRaw(app.port, head))).toBe(413);
  });
});

describe('what needs no token', () => {
  it('answers HEAD /, which Claude Code begins with, without a channel and without a record', async () => {
    const recorded = async (): Promise<number> =>
      (await app.adminData<RequestPage>('GET', '/admin/requests?limit=200')).records.length;
    const before = [upstream.requests.length, await recorded()];
    const response = await fetch(app.address, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect([upstream.requests.length, await recorded()]).toEqual(before);
  });

  it('answers OPTIONS', async () => {
    const response = await fetch(`${app.address}/v1/messages`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
