import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytes, json, ScriptedUpstream, sse } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const RESPONSES = STREAM_DIALECTS['openai-responses'];

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  first = await ScriptedUpstream.start(json({ served: 'first' }));
  second = await ScriptedUpstream.start(json({ served: 'second' }));
  app = await TestApp.start({
    channels: [
      { name: 'First', url: first.url, priority: 2 },
      {
        name: 'Second',
        url: second.url,
        api_key: 'sk-aaaa-0123456789ab,sk-bbbb-0123456789ab',
        models: ['only-second'],
      },
    ],
  });
});
afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

/** Creates something at the second channel with its second key. */
async function mint(path: string, answer: Parameters<ScriptedUpstream['next']>[0]): Promise<void> {
  second.next(json({}, 429), answer);
  first.next(json({}, 500));
  const response = await app.post(path, { purpose: 'batch', model: 'only-second' });
  expect(response.status).toBe(200);
  await response.text();
}

async function servedBy(method: string, path: string): Promise<unknown> {
  const response = await app.request(path, { method });
  const { served } = (await response.json()) as { served: string };
  return served;
}

describe('a request that names an id', () => {
  it.each([
    [
      'a file',
      '/v1/files',
      json({ id: 'file-abc', object: 'file' }),
      'GET',
      '/v1/files/file-abc/content',
    ],
    ['a batch', '/v1/batches', json({ id: 'batch_1' }), 'POST', '/v1/batches/batch_1/cancel'],
    [
      'a response',
      '/v1/responses',
      json({ id: 'resp_1', output: [] }),
      'GET',
      '/v1/responses/resp_1',
    ],
    [
      'a deleted response',
      '/v1/responses',
      json({ id: 'resp_2' }),
      'DELETE',
      '/v1/responses/resp_2',
    ],
    [
      'a streamed response',
      '/v1/responses',
      sse([
        'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_3"}}\n\n',
        RESPONSES.delta('hi'),
        RESPONSES.end,
      ]),
      'GET',
      '/v1/responses/resp_3',
    ],
    [
      'a compressed answer',
      '/v1/files',
      bytes(zlib.gzipSync('{"id":"file-z"}'), {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      }),
      'GET',
      '/v1/files/file-z',
    ],
  ] as const)(
    'goes to the channel and key that minted it: %s',
    async (_what, create, answer, method, path) => {
      await mint(create, answer);
      await waitFor(async () => (await servedBy(method, path)) === 'second', 'the pinned channel');
      expect(second.last.headers.authorization).toBe('Bearer sk-bbbb-0123456789ab');
    },
  );

  it('goes to the first candidate when nobody is known to have minted it', async () => {
    expect(await servedBy('GET', '/v1/files/file-unknown')).toBe('first');
  });

  it('still finds its minter after a restart', async () => {
    await mint('/v1/files', json({ id: 'file-kept' }));
    await waitFor(
      async () => (await servedBy('GET', '/v1/files/file-kept')) === 'second',
      'the pin',
    );
    const { folder } = app;
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder });
    expect(await servedBy('GET', '/v1/files/file-kept')).toBe('second');
  });
});

describe('models', () => {
  it('are what the enabled channels offer, in the dialect of the caller', async () => {
    const openai = (await (await app.request('/v1/models')).json()) as { data: { id: string }[] };
    expect(openai.data.map((model) => model.id)).toEqual(['only-second']);
    const anthropic = await app.request('/v1/models', {
      headers: { 'anthropic-version': '2023-06-01' },
    });
    expect(await anthropic.json()).toMatchObject({
      data: [{ type: 'model', id: 'only-second' }],
      has_more: false,
    });
    const gemini = await app.request('/v1beta/models');
    expect(await gemini.json()).toMatchObject({ models: [{ name: 'models/only-second' }] });
    expect((await app.request('/v1/models/only-second')).status).toBe(200);
    expect((await app.request('/v1/models/nobody-has-this')).status).toBe(404);
    expect([first.requests.length, second.requests.length]).toEqual([0, 0]);
  });

  it('are the upstream’s own list where every channel takes any model', async () => {
    const [, only] = await app.adminData<{ id: number }[]>('GET', '/admin/channels');
    await app.admin('DELETE', `/admin/channels/${String(only?.id)}`);
    first.always(json({ object: 'list', data: [{ id: 'from-upstream', object: 'model' }] }));
    const list = (await (await app.request('/v1/models?limit=5')).json()) as {
      data: { id: string }[];
    };
    expect(list.data.map((model) => model.id)).toEqual(['from-upstream']);
    expect(first.last.url).toBe('/v1/models?limit=5');
  });
});
