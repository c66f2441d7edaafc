import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';

const KEY = 'sk-upstream-key-abcdef123456';

let upstream: ScriptedUpstream;
let app: TestApp;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start(json({ ok: true }));
  app = await TestApp.start({
    channels: [
      {
        url: upstream.url,
        headers: [
          { name: 'x-team', value: 'blue' },
          { name: 'x-app', value: null },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await app.stop();
  await upstream.close();
});

function send(path: string, headers: string[]): Promise<number> {
  const body = '{"model":"m","messages":[]}';
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${app.address}${path}`,
      {
        method: 'POST',
        headers: [...headers, 'content-length', String(body.length), 'host', 'me'],
      },
      (response) => {
        response.resume();
        response.on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('the headers an upstream sees', () => {
  it('are the client’s, but for credentials, connection matters and our own cookie', async () => {
    const status = await send('/v1/messages?beta=true&key=secret-in-query', [
      'X-Api-Key',
      TEST_TOKEN,
      'Authorization',
      `Bearer ${TEST_TOKEN}`,
      'X-Goog-Api-Key',
      TEST_TOKEN,
      'Anthropic-Version',
      '2023-06-01',
      'anthropic-beta',
      'a-1,b-2',
      'User-Agent',
      'claude-cli/2.1.197',
      'X-Stainless-Retry-Count',
      '0',
      'x-app',
      'cli',
      'Accept-Encoding',
      'gzip, br',
      'Cookie',
      `theme=dark; ccload_${String(app.port)}=abc; other=1`,
      'Connection',
      'keep-alive, X-Private',
      'X-Private',
      'hop',
      'TE',
      'trailers',
      'X-Timeout-Ms',
      '60000',
    ]);
    expect(status).toBe(200);
    const { rawHeaders, url } = upstream.last;
    expect(url).toBe('/v1/messages?beta=true');
    expect(rawHeaders).not.toContain(TEST_TOKEN);
    expect(rawHeaders.join('\n')).not.toContain(TEST_TOKEN);
    expect(upstream.last.headers).toMatchObject({
      'x-api-key': KEY,
      authorization: `Bearer ${KEY}`,
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-1,b-2',
      'user-agent': 'claude-cli/2.1.197',
      'x-stainless-retry-count': '0',
      'accept-encoding': 'gzip, br',
      cookie: 'theme=dark; other=1',
      host: `127.0.0.1:${String(upstream.port)}`,
      'x-team': 'blue',
    });
    for (const gone of ['x-app', 'x-private', 'te', 'x-timeout-ms', 'x-goog-api-key']) {
      expect(upstream.last.headers[gone]).toBeUndefined();
    }
  });

  it.each([
    ['/v1/chat/completions', 'authorization', `Bearer ${KEY}`],
    ['/v1/responses', 'authorization', `Bearer ${KEY}`],
    ['/v1beta/models/g:generateContent', 'x-goog-api-key', KEY],
  ])('carry the key of %s in %s alone', async (path, name, value) => {
    await send(path, ['x-api-key', TEST_TOKEN]);
    expect(upstream.last.headers[name]).toBe(value);
    const carrying = upstream.last.rawHeaders.filter((part) => part.includes(KEY));
    expect(carrying).toEqual([value]);
  });

  it.each([
    ['Authorization', `Bearer ${TEST_TOKEN}`],
    ['authorization', `bearer ${TEST_TOKEN}`],
    ['X-API-Key', TEST_TOKEN],
    ['x-goog-api-key', TEST_TOKEN],
  ])('take a token from %s', async (name, value) => {
    expect(await send('/v1/messages', [name, value])).toBe(200);
  });

  it('take a token from the query', async () => {
    expect(await send(`/v1beta/models/g:generateContent?alt=sse&key=${TEST_TOKEN}`, [])).toBe(200);
    expect(upstream.last.url).toBe('/v1beta/models/g:generateContent?alt=sse');
  });

  it('need one valid credential, whatever else is there', async () => {
    const headers = ['x-api-key', 'stranger', 'authorization', `Bearer ${TEST_TOKEN}`];
    expect(await send('/v1/messages', headers)).toBe(200);
    expect(upstream.last.rawHeaders.join('\n')).not.toContain('stranger');
  });
});
