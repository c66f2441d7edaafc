import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bytes,
  closedPort,
  hang,
  json,
  reset,
  ScriptedUpstream,
  status,
} from '../support/scripted-upstream.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'claude-x', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };
const KEY_A = 'sk-first-key-0123456789abcdef';
const KEY_B = 'sk-second-key-0123456789abcdef';

let bad: ScriptedUpstream;
let good: ScriptedUpstream;
let app: TestApp | undefined;

beforeEach(async () => {
  bad = await ScriptedUpstream.start();
  good = await ScriptedUpstream.start(json({ served: 'good' }));
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await Promise.all([bad.close(), good.close()]);
});

async function startWithBoth(
  overrides: Parameters<typeof TestApp.start>[0] = {},
): Promise<TestApp> {
  app = await TestApp.start({
    channels: [
      { name: 'Bad', url: bad.url, priority: 10 },
      { name: 'Good', url: good.url, priority: 1 },
    ],
    ...overrides,
  });
  return app;
}

describe('when an attempt fails before its answer starts', () => {
  it.each([401, 402, 403, 429, 500, 502, 503, 504, 529, 408, 301])(
    'moves on unseen after a %i',
    async (code) => {
      const test = await startWithBoth();
      bad.always(status(code));
      const response = await test.post('/v1/messages', MESSAGE);
      expect([response.status, await response.json()]).toEqual([200, { served: 'good' }]);
      expect(good.last.body.toString()).toBe(JSON.stringify(MESSAGE));
      const [record] = await test.records(1);
      expect(record).toMatchObject({ outcome: 'answered', attemptCount: 2, channelName: 'Good' });
    },
  );

  it('moves on unseen after a lost connection', async () => {
    const test = await startWithBoth();
    bad.always(reset);
    expect(await (await test.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
    const [record] = await test.records(1);
    const { attempts } = await test.detail(record?.id ?? '');
    expect(attempts.map(({ outcome, blame }) => [outcome, blame])).toEqual([
      ['reset', 'url'],
      ['answered', 'nobody'],
    ]);
  });

  it('hangs up on an upstream that goes on behind its error', async () => {
    const test = await startWithBoth();
    bad.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n');
    });
    const response = await test.post('/v1/messages', { ...MESSAGE, stream: true });
    expect(await response.json()).toEqual({ served: 'good' });
    await bad.last.aborted;
  });

  it('moves on unseen when nobody listens', async () => {
    const test = await startWithBoth({
      channels: [
        { name: 'Bad', url: `http://127.0.0.1:${String(await closedPort())}`, priority: 10 },
        { name: 'Good', url: good.url, priority: 1 },
      ],
    });
    expect(await (await test.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
    await test.logged(
      /attempt 1 channel "Bad" key \S+ failed: connection refused.* – blames url .*, trying the next URL/,
    );
  });

  it('does not wait for as long as a rate limit says: the next channel answers while the clock stands still', async () => {
    const test = await startWithBoth({ clock: new ManualClock() });
    bad.always(json({ error: { type: 'rate_limit_error' } }, 429, { 'retry-after': '30' }));
    expect(await (await test.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
  });

  it('moves on when no first byte comes in time', async () => {
    const clock = new ManualClock();
    const test = await startWithBoth({ clock });
    bad.always(hang);
    const answer = test.post('/v1/messages', { ...MESSAGE, stream: true });
    await waitFor(() => bad.requests.length === 1, 'the first attempt');
    // The 120 s of the default setting, in steps, because the attempt sets its timer when the request is sent.
    await waitFor(() => {
      clock.advance(10_000);
      return good.requests.length === 1;
    }, 'the second attempt');
    expect((await answer).status).toBe(200);
    await bad.last.aborted;
  });

  it('tries the next key of the same channel first', async () => {
    const test = await startWithBoth({
      channels: [
        { name: 'Two keys', url: good.url, api_key: `${KEY_A},${KEY_B}` },
        { name: 'Other', url: bad.url, priority: -1 },
      ],
    });
    good.next(status(429));
    expect((await test.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect(good.requests.map((one) => one.headers['x-api-key'])).toEqual([KEY_A, KEY_B]);
    expect(bad.requests).toHaveLength(0);
  });

  it('tries the next URL of the same channel with the same key', async () => {
    const test = await startWithBoth({
      channels: [
        {
          name: 'Two URLs',
          urls: [{ url: `http://127.0.0.1:${String(await closedPort())}` }, { url: good.url }],
        },
        { name: 'Other', url: bad.url, priority: -1 },
      ],
    });
    expect((await test.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect([good.requests.length, bad.requests.length]).toEqual([1, 0]);
  });

  it('makes one attempt when failover is switched off', async () => {
    const test = await startWithBoth({ settings: { isFailoverEnabled: false } });
    bad.always(status(500));
    expect((await test.post('/v1/messages', MESSAGE)).status).toBe(503);
    expect(good.requests).toHaveLength(0);
  });

  it.each([400, 404, 409, 413, 422])(
    'relays a %i as it came and tries nobody else',
    async (code) => {
      const test = await startWithBoth();
      const body = { type: 'error', error: { type: 'invalid_request_error', message: 'yours' } };
      bad.always(json(body, code, { 'request-id': 'req_1' }));
      const response = await test.post('/v1/messages', MESSAGE);
      expect([response.status, response.headers.get('request-id'), await response.json()]).toEqual([
        code,
        'req_1',
        body,
      ]);
      expect(good.requests).toHaveLength(0);
    },
  );
});

describe('an error inside a 200', () => {
  const tooLong = {
    type: 'error',
    error: { type: 'invalid_request_error', message: 'prompt is too long: 250000 tokens > 200000' },
  };

  it.each([
    ['a JSON answer', false, 'application/json', JSON.stringify(tooLong)],
    [
      'an error event',
      true,
      'text/event-stream',
      `event: error\ndata: ${JSON.stringify(tooLong)}\n\n`,
    ],
  ])(
    'that is the client’s own is passed on and blames nobody: %s',
    async (_what, stream, type, body) => {
      const test = await startWithBoth();
      bad.always(bytes(Buffer.from(body), { 'content-type': type }));
      const response = await test.post('/v1/messages', { ...MESSAGE, stream });
      expect([response.status, await response.text()]).toEqual([200, body]);
      expect(good.requests).toHaveLength(0);
      const [record] = await test.records(1);
      expect((await test.detail(record?.id ?? '')).attempts).toMatchObject([{ blame: 'client' }]);
      expect(await test.adminData('GET', '/admin/cooldowns')).toEqual([]);
    },
  );
});

describe('when every attempt fails', () => {
  it('says so in the dialect of the path, with a time to come back', async () => {
    const test = await startWithBoth();
    bad.always(status(529, 'overloaded now'));
    good.always(status(500, 'internal trouble'));
    for (const [path, body, read] of [
      ['/v1/messages', MESSAGE, (json: { error: { message: string } }) => json.error.message],
      [
        '/v1/chat/completions',
        { ...MESSAGE },
        (json: { error: { message: string } }) => json.error.message,
      ],
      [
        '/v1beta/models/g:generateContent',
        { contents: [] },
        (json: { error: { message: string } }) => json.error.message,
      ],
    ] as const) {
      const response = await test.post(path, body);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      const message = read((await response.json()) as { error: { message: string } });
      expect(message).toContain('channel "Bad": 529');
      expect(message).toContain('internal trouble');
    }
  });

  it('turns refused keys into a 403 in plain words, the key masked', async () => {
    const test = await startWithBoth();
    for (const upstream of [bad, good]) upstream.always(status(401, 'invalid x-api-key'));
    const response = await test.post('/v1/messages', MESSAGE);
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/key sk-u…3456 of channel \\"Bad\\" was refused/);
  });

  it('passes on how long a rate limit lasts', async () => {
    const test = await startWithBoth();
    bad.always(json({}, 429, { 'retry-after': '40' }));
    good.always(json({}, 429, { 'retry-after': '20' }));
    const response = await test.post('/v1/messages', MESSAGE);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '20']);
  });

  it('names the reason for every channel when none can serve the model', async () => {
    const test = await startWithBoth({
      channels: [
        { name: 'Off', url: bad.url, enabled: false },
        { name: 'Picky', url: good.url, models: ['gpt-5'] },
      ],
    });
    const response = await test.post('/v1/messages', MESSAGE);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
    const text = await response.text();
    expect(text).toContain('\\"Off\\" disabled');
    expect(text).toContain('\\"Picky\\" does not offer this model');
    const [record] = await test.records(1);
    expect(record).toMatchObject({ outcome: 'noCandidate', status: 503, attemptCount: 0 });
  });
});

describe('the turns of equal channels', () => {
  it('follow the weights', async () => {
    const test = await startWithBoth({
      channels: [
        { name: 'Heavy', url: good.url, weight: 3 },
        { name: 'Light', url: bad.url, weight: 1 },
      ],
    });
    for (let i = 0; i < 8; i++) await (await test.post('/v1/messages', MESSAGE)).text();
    expect([good.requests.length, bad.requests.length]).toEqual([6, 2]);
  });
});
