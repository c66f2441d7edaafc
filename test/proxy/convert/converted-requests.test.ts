import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestDetail } from '../../../main/contracts/admin-api.ts';
import type { RouteExplanation } from '../../../main/contracts/route-explanation.ts';
import { mergeAnswer } from '../../../main/core/merge/answer-merger.ts';
import {
  bytes,
  json,
  ScriptedUpstream,
  sse,
  status,
  type Step,
} from '../../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../../support/test-app.ts';
import { TALKS } from '../../support/weather-talk.ts';

let upstream: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start();
});

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

const CHAT = TALKS['openai-chat'];
const CLAUDE = TALKS.anthropic;

function addChannel(spec: ChannelSpec = {}): Promise<{ id: number }> {
  return app.addChannel({ name: 'Chat', url: upstream.url, protocols: ['openai-chat'], ...spec });
}

async function ask(isStreaming: boolean, more: object = {}, headers = {}): Promise<Response> {
  const request = { ...CLAUDE.request(isStreaming), ...more };
  return app.post(CLAUDE.path(isStreaming), request, headers);
}

async function detail(): Promise<RequestDetail> {
  const [record] = await app.records(1);
  return app.detail(record?.id ?? '');
}

const breaksOff: Step = async (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of CHAT.events.slice(0, 3)) {
    await new Promise((resolve) => res.write(event, resolve));
  }
  res.destroy();
};

const WEB_SEARCH = { tools: [{ type: 'web_search_20250305', name: 'web_search' }] };

describe('what the upstream is sent', () => {
  it('pitfalls 60, 61: has nothing of the dialect of the client in its head', async () => {
    await addChannel();
    upstream.next(json(CHAT.whole));
    await ask(
      false,
      {},
      {
        'anthropic-version': '2023-06-01',
        'anthropic-beta': 'context-management-2025-06-27',
        'accept-encoding': 'gzip, br',
        'user-agent': 'claude-cli/2.1',
      },
    );
    const { url, headers, body } = upstream.last;
    expect(url).toBe('/v1/chat/completions');
    expect(Object.keys(headers).filter((name) => name.startsWith('anthropic-'))).toEqual([]);
    expect(headers['authorization']).toBe('Bearer sk-upstream-key-abcdef123456');
    expect(headers['x-api-key']).toBeUndefined();
    expect(headers['accept-encoding']).toBeUndefined();
    expect(headers['user-agent']).toBe('claude-cli/2.1');
    expect(headers['content-type']).toBe('application/json');
    expect(Number(headers['content-length'])).toBe(body.length);
  });

  it('pitfall 44: asks for the usage of a stream', async () => {
    await addChannel();
    upstream.next(sse(CHAT.events));
    await (await ask(true)).text();
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('pitfall 65: is made of what the client compressed', async () => {
    await addChannel();
    upstream.next(json(CHAT.whole));
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(JSON.stringify(CLAUDE.request(false)));
    const response = await app.post('/v1/messages', body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(upstream.last.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({ messages: [{}, {}] });
  });

  it('pitfall 70: names the model without the mark that the client put behind it', async () => {
    await addChannel({ models: ['claude-x'] });
    upstream.next(json(CHAT.whole));
    await ask(false, { model: 'claude-x[1m]' });
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({ model: 'claude-x' });
    expect((await detail()).record.requestedModel).toBe('claude-x[1m]');
  });

  it('follows the quirks of the channel', async () => {
    await addChannel({ quirks: { maxTokensName: 'max_tokens', systemRole: 'developer' } });
    upstream.next(json(CHAT.whole));
    await ask(false);
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({
      max_tokens: 1000,
      messages: [{ role: 'developer' }, { role: 'user' }],
    });
  });
});

describe('what the client is answered', () => {
  it('pitfall 71: names the model that it asked for, and the record all three', async () => {
    await addChannel({ models: [{ name: 'asked', upstreamNames: ['sent'] }] });
    upstream.next(json(CHAT.whole));
    const answer = (await (await ask(false)).json()) as { model: string };
    const { record } = await detail();
    expect(record).toMatchObject({
      requestedModel: 'asked',
      upstreamModel: 'sent',
      returnedModel: 'upstream-model',
    });
    expect(['asked', 'upstream-model']).toContain(answer.model);
  });

  it('pitfall 69: has the error of the upstream in its own dialect, with its status', async () => {
    await addChannel();
    upstream.next(json({ error: { message: 'too many images', type: 'x', code: 'y' } }, 400));
    const response = await ask(false);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining('too many images') as string,
      },
    });
  });

  it('never shows the key of the channel, although the upstream repeats it', async () => {
    await addChannel();
    upstream.next(json({ error: { message: 'bad sk-upstream-key-abcdef123456 here' } }, 400));
    const text = await (await ask(false)).text();
    expect(text).toContain('bad sk-u…3456 here');
  });

  it('is readable although the upstream compressed its stream unasked', async () => {
    await addChannel();
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(CHAT.events.join(''));
    upstream.next(bytes(body, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }));
    const response = await ask(true);
    expect(response.headers.get('content-encoding')).toBeNull();
    const merged = mergeAnswer('anthropic', Buffer.from(await response.arrayBuffer()));
    expect(merged.outputs[0]?.text).toBe('Let me look.');
  });

  it('is one JSON array where a Gemini client did not ask for events', async () => {
    await addChannel();
    upstream.next(sse(CHAT.events));
    const path = '/v1beta/models/m:streamGenerateContent';
    const response = await app.post(path, TALKS.gemini.request(true));
    expect(response.headers.get('content-type')).toContain('application/json');
    const chunks = (await response.json()) as unknown[];
    expect(chunks.length).toBeGreaterThan(1);
  });

  it('pitfall 46: ends with its own error event when the stream breaks off', async () => {
    await addChannel();
    upstream.next(sse(CHAT.events.slice(0, 3)));
    const text = await (await ask(true)).text();
    expect(text).toContain('"text":"Let me "');
    expect(text.trim().split('\n').at(-2)).toBe('event: error');
    expect(text).not.toContain('message_stop');
    const { record } = await detail();
    expect(record).toMatchObject({ outcome: 'broken', status: 200 });
  });

  it('is a status when a stream that it did not ask for breaks off everywhere', async () => {
    await addChannel();
    upstream.next(sse(CHAT.events.slice(0, 3)));
    const response = await ask(false);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('end marker') as string },
    });
    expect(response.headers.get('retry-after')).not.toBeNull();
  });

  const ERROR_EVENT = 'data: {"error":{"message":"overloaded","code":503}}\n\n';

  it.each<[string, Step, string]>([
    ['ends without its end marker', sse(CHAT.events.slice(0, 3)), 'noEndMarker'],
    ['brings an error', sse([...CHAT.events.slice(0, 3), ERROR_EVENT]), 'errorEvent'],
    ['breaks off', breaksOff, 'broken'],
  ])(
    'is that of the next channel when a stream that it did not ask for %s',
    async (...[, step, outcome]) => {
      const second = await ScriptedUpstream.start(json(TALKS['openai-responses'].whole));
      await addChannel({ priority: 1 });
      await addChannel({ name: 'Second', url: second.url, protocols: ['openai-responses'] });
      upstream.next(step);
      const response = await ask(false);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Let me look.');
      const { record, attempts } = await detail();
      expect(record.outcome).toBe('answered');
      expect(attempts.map((one) => [one.channelName, one.outcome, one.blame])).toEqual([
        ['Chat', outcome, 'model'],
        ['Second', 'answered', 'nobody'],
      ]);
      await second.close();
    },
  );

  it('is made of a stream that nobody asked for, however large it is', async () => {
    await addChannel();
    const [first = '', ...rest] = CHAT.events;
    const filler = `: ${'x'.repeat(100_000)}\n\n`;
    upstream.next(sse([first, ...Array.from({ length: 30 }, () => filler), ...rest]));
    const response = await ask(false);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Let me look.');
  });

  it('pitfall 53: ends with the answer, although the upstream stays open', async () => {
    await addChannel();
    const openEnd: Step = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of CHAT.events) res.write(event);
    };
    upstream.next(openEnd);
    const text = await (await ask(true)).text();
    expect(text).toContain('message_stop');
    expect((await detail()).record.outcome).toBe('answered');
  });

  it('pitfall 51: is that of the next channel when the stream begins with an error', async () => {
    const second = await ScriptedUpstream.start(sse(TALKS['openai-responses'].events));
    await addChannel({ priority: 1 });
    await addChannel({ name: 'Second', url: second.url, protocols: ['openai-responses'] });
    upstream.next(sse(['data: {"error":{"message":"overloaded","code":503}}\n\n']));
    const merged = mergeAnswer('anthropic', Buffer.from(await (await ask(true)).arrayBuffer()));
    expect(merged.outputs[0]?.text).toBe('Let me look.');
    const { attempts } = await detail();
    expect(attempts.map(({ conversion }) => conversion?.to)).toEqual([
      'openai-chat',
      'openai-responses',
    ]);
    await second.close();
  });
});

describe('what a channel cannot be asked in its protocol', () => {
  it('pitfall 68: is left out, which the record tells', async () => {
    await addChannel();
    upstream.next(json(CHAT.whole));
    expect((await ask(false, WEB_SEARCH)).status).toBe(200);
    const { record, attempts } = await detail();
    const loss = { weight: 'content', name: 'hosted-tool' };
    expect(record.conversion).toMatchObject({ to: 'openai-chat' });
    expect(record.conversion?.losses).toContainEqual(expect.objectContaining(loss));
    expect(attempts[0]?.conversion).toEqual(record.conversion);
  });

  it('pitfall 68: keeps it from being tried, where losses are refused', async () => {
    await addChannel({ overrides: { conversionLoss: 'refuse' } });
    const response = await ask(false, WEB_SEARCH);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/hosted-tool/);
    expect(upstream.requests).toEqual([]);
    const { record, skipped } = await detail();
    expect(record.outcome).toBe('noCandidate');
    expect(skipped).toMatchObject([{ channelName: 'Chat', kind: 'conversion' }]);
  });

  it('pitfall 64: goes past a channel that takes no pictures to one that does', async () => {
    await addChannel({
      priority: 1,
      name: 'Blind',
      quirks: { hasImages: false },
      overrides: { conversionLoss: 'refuse' },
    });
    await addChannel({ name: 'Seeing' });
    upstream.always(json(CHAT.whole));
    expect((await ask(false)).status).toBe(200);
    const { attempts } = await detail();
    expect(attempts.map(({ channelName }) => channelName)).toEqual(['Seeing']);
  });

  it.each([
    ['embeddings', '/v1/embeddings', { model: 'm', input: 'x' }],
    ['batches', '/v1/messages/batches', { requests: [] }],
  ])('is everything but answers of models: %s', async (_what, path, body) => {
    await app.addChannel({ name: 'Gemini', url: upstream.url, protocols: ['gemini'] });
    const response = await app.post(path, body);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/this kind of request cannot be converted/);
    expect(upstream.requests).toEqual([]);
  });
});

describe('a channel that speaks the protocol of the client', () => {
  it('is sent the bytes of the client, and asked before its equals that do not', async () => {
    const native = await ScriptedUpstream.start(json(CLAUDE.whole));
    await addChannel({ name: 'A' });
    await addChannel({ name: 'B', url: native.url, protocols: ['anthropic'] });
    const body = `{ "max_tokens":5,"model" : "m", "messages":[] }`;
    const response = await app.post('/v1/messages?beta=true', body);
    expect(await response.json()).toEqual(CLAUDE.whole);
    expect(native.last.body.toString()).toBe(body);
    expect(native.last.url).toBe('/v1/messages?beta=true');
    expect(upstream.requests).toEqual([]);
    expect((await detail()).record.conversion).toBeNull();
    await native.close();
  });

  it('is followed by one that is converted for when it fails', async () => {
    await addChannel({ name: 'Native', protocols: ['anthropic'], priority: 0 });
    await addChannel({ name: 'Converted' });
    upstream.next(status(500), json(CHAT.whole));
    const answer = (await (await ask(false)).json()) as { content: { type: string }[] };
    expect(answer.content.map(({ type }) => type)).toEqual(['text', 'tool_use', 'tool_use']);
    const { attempts } = await detail();
    expect(attempts.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v1/messages',
      '/v1/chat/completions',
    ]);
  });
});

it('shows in the route explainer what it would be converted into, and what would be lost', async () => {
  await addChannel();
  const explanation = await app.adminData<RouteExplanation>('POST', '/admin/route/explain', {
    path: '/v1/messages',
    body: { ...CLAUDE.request(false), ...WEB_SEARCH },
  });
  const [channel] = explanation.channels;
  expect(channel?.why[0]?.text).toMatch(/converted into openai-chat/);
  expect(channel?.wouldBeSent).toMatchObject({
    protocol: 'openai-chat',
    conversion: { to: 'openai-chat' },
  });
  expect(channel?.wouldBeSent?.url).toBe(`${upstream.url}/v1/chat/completions`);
  expect(channel?.wouldBeSent?.conversion?.losses[0]).toMatchObject({ name: 'hosted-tool' });
});
