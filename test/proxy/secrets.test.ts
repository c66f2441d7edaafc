import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TEST_PASSWORD, TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const KEY = 'weird"vendor-key/0123456789+abcdefXYZ';
const MESSAGE = { model: 'm', messages: [] };

let upstream: ScriptedUpstream;
let app: TestApp;
/** Everything the program said to anyone but the upstream. */
const said: string[] = [];
let localToken: string;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start({
    settings: { logLevel: 'debug' },
    channels: [{ name: 'Leaky', url: `${upstream.url}/base`, keys: [{ secret: KEY }] }],
  });
  localToken = (await app.adminData<{ token: string }>('GET', '/admin/tokens/local')).token;
});
afterAll(async () => {
  await app.stop();
  await upstream.close();
});

async function hear(response: Response): Promise<Response> {
  said.push(JSON.stringify([...response.headers]), await response.clone().text());
  return response;
}

describe('an answer other than 2xx that echoes the key', () => {
  const echo = (text: string) => JSON.stringify({ error: { message: `bad key ${text}, sorry é` } });

  it.each([
    ['plain', {}, (text: string) => Buffer.from(text)],
    ['gzip', { 'content-encoding': 'gzip' }, (text: string) => zlib.gzipSync(text)],
    ['br', { 'content-encoding': 'br' }, (text: string) => zlib.brotliCompressSync(text)],
  ])('is passed on with the key masked: %s', async (_what, headers, encode) => {
    for (const form of [KEY, JSON.stringify(KEY).slice(1, -1), encodeURIComponent(KEY)]) {
      upstream.always(
        bytes(
          encode(`bad key ${form}, sorry é`),
          { ...headers, 'x-echo': encodeURIComponent(KEY) },
          400,
        ),
      );
      const response = await hear(await app.post('/v1/messages', MESSAGE));
      expect(response.status).toBe(400);
      const text = await response.text();
      expect(text).toContain('sorry é');
      expect(text).not.toContain(form);
    }
  });

  it('is masked in the answer that sums up failed attempts', async () => {
    upstream.always(bytes(Buffer.from(echo(KEY)), { 'content-type': 'application/json' }, 401));
    expect((await hear(await app.post('/v1/messages', MESSAGE))).status).toBe(403);
  });
});

describe('no key, token or password', () => {
  it('is in any admin answer, event, error or log line', async () => {
    upstream.always(json({ id: 'ok' }));
    const events = await app.admin('GET', '/admin/events');
    const reader = events.body?.getReader();
    await hear(await app.post('/v1/messages', MESSAGE));
    await hear(await app.request(`/v1/models?key=${TEST_TOKEN}`));
    await hear(await app.request(`/nowhere?key=${TEST_TOKEN}`));
    await hear(
      await app.request('/v1/messages', { headers: { 'x-api-key': 'wrong-token-123456' } }),
    );

    const [channel] = await app.adminData<{ id: number }[]>('GET', '/admin/channels');
    const id = String(channel?.id);
    for (const [method, path_, body] of [
      ['GET', '/admin/channels'],
      ['GET', `/admin/channels/${id}`],
      ['GET', `/admin/channels/${id}/keys`],
      ['POST', `/admin/channels/${id}/test`, { model: 'm' }],
      ['POST', `/admin/channels/${id}/models/fetch`],
      ['POST', '/admin/channels', { name: 'x', api_key: KEY, url: 'ftp://nope', models: ['*'] }],
      [
        'POST',
        '/admin/channels',
        { name: 'x', api_key: TEST_TOKEN, url: upstream.url, models: ['*'] },
      ],
      ['PATCH', `/admin/channels/${id}`, { keys: [{ secret: `${KEY}\n` }] }],
      ['GET', '/admin/tokens'],
      ['GET', '/admin/settings'],
      ['GET', '/admin/requests?limit=100'],
      ['GET', '/admin/in-flight'],
      ['GET', '/admin/openapi.json'],
      ['GET', '/health'],
    ] as const) {
      await hear(await app.admin(method, path_, body));
    }
    await hear(
      await fetch(`${app.address}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: `${TEST_PASSWORD}!` }),
      }),
    );
    for (const { id: request } of await app.records(5))
      said.push(JSON.stringify(await app.detail(request)));
    said.push(Buffer.from((await reader?.read())?.value as Uint8Array).toString());
    await reader?.cancel();
    await waitFor(() => app.log.some((line) => line.includes('answered 200')), 'the last line');
    said.push(...app.log);

    const secrets = { KEY, TEST_TOKEN, TEST_PASSWORD, localToken, wrong: 'wrong-token-123456' };
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
      ]) {
        const leak = said.find((text) => text.includes(form));
        expect(leak, `${name} in clear`).toBeUndefined();
      }
    }
    // The search is known to find something.
    expect(said.some((text) => text.includes('Leaky'))).toBe(true);
  });

  it('stands readable in any file of the data folder', async () => {
    const { folder } = app;
    await app.stop({ keepFolder: true });
    const files = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name)));
    for (const secret of [KEY, TEST_TOKEN, localToken, TEST_PASSWORD]) {
      expect(files.some((file) => file.includes(secret))).toBe(false);
    }
    app = await TestApp.start({ folder });
    await app.post('/v1/messages', MESSAGE);
    expect(upstream.last.headers['x-api-key']).toBe(KEY);
  });
});
