import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestDetail } from '../../main/contracts/admin-api.ts';
import type { Protocol } from '../../main/contracts/protocol.ts';
import { json, ScriptedUpstream, sse, status, type Step } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';

let upstream: ScriptedUpstream;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

async function start(step: Step, spec: ChannelSpec = {}): Promise<void> {
  upstream = await ScriptedUpstream.start(step);
  app = await TestApp.start({ channels: [{ url: upstream.url, ...spec }] });
}

/** What became of the newest request. */
async function recorded(): Promise<RequestDetail> {
  const [record] = await app.records(1);
  return app.detail(record?.id ?? '');
}

const CHAT_USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const RESPONSES_USAGE = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
const GEMINI_USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };

type Case = {
  readonly model: string;
  readonly json: object;
  /** Stands before the end of a stream. */
  readonly event: string;
  readonly nanoUsd: number;
};

const CASES: Readonly<Record<Protocol, Case>> = {
  anthropic: {
    model: 'claude-sonnet-4-5',
    json: { content: [], usage: { input_tokens: 10, output_tokens: 5 } },
    event: `event: message_delta\ndata: {"type":"message_delta","delta":{},"usage":{"input_tokens":10,"output_tokens":5}}\n\n`,
    nanoUsd: 10 * 3000 + 5 * 15_000,
  },
  'openai-chat': {
    model: 'gpt-4o',
    json: { choices: [{ message: { content: 'hi' } }], usage: CHAT_USAGE },
    event: `data: ${JSON.stringify({ choices: [], usage: CHAT_USAGE })}\n\n`,
    nanoUsd: 10 * 2500 + 5 * 10_000,
  },
  'openai-responses': {
    model: 'gpt-4o',
    json: { output: [], usage: RESPONSES_USAGE },
    event: `event: response.completed\ndata: ${JSON.stringify({
      type: 'response.completed',
      response: { status: 'completed', output: [], usage: RESPONSES_USAGE },
    })}\n\n`,
    nanoUsd: 10 * 2500 + 5 * 10_000,
  },
  gemini: {
    model: 'gemini-2.5-flash',
    json: { candidates: [{ content: { parts: [{ text: 'hi' }] } }], usageMetadata: GEMINI_USAGE },
    event: `data: ${JSON.stringify({ candidates: [], usageMetadata: GEMINI_USAGE })}\n\n`,
    nanoUsd: 10 * 300 + 5 * 2500,
  },
};

const PROTOCOLS = Object.keys(CASES) as Protocol[];

function pathOf(protocol: Protocol, isStreaming: boolean): string {
  const { model } = CASES[protocol];
  if (protocol !== 'gemini') return STREAM_DIALECTS[protocol].path;
  return `/v1beta/models/${model}:${isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
}

function bodyOf(protocol: Protocol, isStreaming: boolean): object {
  const { request } = STREAM_DIALECTS[protocol];
  const { model } = CASES[protocol];
  return protocol === 'gemini' ? request : { ...request, model, stream: isStreaming };
}

function streamOf(protocol: Protocol): readonly string[] {
  const { start: first, delta, end } = STREAM_DIALECTS[protocol];
  return [first, delta('hello'), CASES[protocol].event, end];
}

describe.each(PROTOCOLS)('an answer in %s', (protocol) => {
  const { model, nanoUsd } = CASES[protocol];
  const expected = {
    upstreamModel: model,
    usage: { inputTokens: 10, outputTokens: 5, isEstimated: false, isPartial: false },
    cost: { nanoUsd, pricedModel: model, multiplier: 1, unpriced: [] },
  };

  it('is metered and priced when it is JSON', async () => {
    await start(json(CASES[protocol].json));
    await (await app.post(pathOf(protocol, false), bodyOf(protocol, false))).text();
    const { record } = await recorded();
    expect(record).toMatchObject(expected);
    const lines = record.cost?.lines ?? [];
    expect(lines.map(({ priceClass, quantity }) => [priceClass, quantity])).toEqual([
      ['input', 10],
      ['output', 5],
    ]);
    expect(lines.reduce((sum, line) => sum + line.costNanoUsd, 0)).toBe(nanoUsd);
  });

  it('is metered and priced when it is a stream', async () => {
    await start(sse(streamOf(protocol)));
    await (await app.post(pathOf(protocol, true), bodyOf(protocol, true))).text();
    expect((await recorded()).record).toMatchObject({ ...expected, isStreaming: true });
  });

  it('is metered when it is compressed, and reaches the client as it came', async () => {
    const body = zlib.gzipSync(JSON.stringify(CASES[protocol].json));
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      res.end(body);
    });
    const answer = await app.post(pathOf(protocol, false), bodyOf(protocol, false));
    expect(await answer.json()).toEqual(CASES[protocol].json);
    expect((await recorded()).record).toMatchObject(expected);
  });

  it('is estimated where it says nothing of its usage', async () => {
    const stream = streamOf(protocol).filter((_, at) => at !== 2);
    await start(sse(stream));
    await (await app.post(pathOf(protocol, true), bodyOf(protocol, true))).text();
    const { record } = await recorded();
    expect(record.usage).toMatchObject({ isEstimated: true, isPartial: false });
    expect(record.usage?.inputTokens).toBeGreaterThan(0);
    expect(record.usage?.outputTokens).toBeGreaterThan(0);
    expect(record.cost?.nanoUsd).toBeGreaterThan(0);
  });
});

describe('what was used', () => {
  const { anthropic } = STREAM_DIALECTS;
  const opening = `event: message_start\ndata: ${JSON.stringify({
    type: 'message_start',
    message: {
      model: 'claude-sonnet-4-5-20250929',
      usage: { input_tokens: 100, output_tokens: 1 },
    },
  })}\n\n`;
  const request = { ...anthropic.request, model: 'claude-sonnet-4-5' };

  it('is booked as far as it was seen when the stream breaks', async () => {
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(opening + anthropic.delta('hello'));
      setImmediate(() => res.socket?.resetAndDestroy());
    });
    await (await app.post('/v1/messages', request)).text().catch(() => '');
    const { record } = await recorded();
    expect(record).toMatchObject({
      outcome: 'broken',
      returnedModel: 'claude-sonnet-4-5-20250929',
      usage: { inputTokens: 100, outputTokens: 1, isPartial: true, isEstimated: false },
      cost: { nanoUsd: 100 * 3000 + 15_000 },
    });
  });

  it('is booked when the client leaves', async () => {
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(opening + anthropic.delta('hello'));
    });
    const leaving = new AbortController();
    const answer = await app.request('/v1/messages', {
      method: 'POST',
      body: JSON.stringify(request),
      signal: leaving.signal,
    });
    await answer.body?.getReader().read();
    leaving.abort();
    expect((await recorded()).record).toMatchObject({
      outcome: 'clientLeft',
      usage: { inputTokens: 100, isPartial: true },
    });
  });

  it('is nothing for an error, for a path that is not billed, and not 0 where nobody knows the price', async () => {
    await start(json({ usage: { input_tokens: 1 } }));
    upstream.next(status(400));
    await app.post('/v1/messages', { model: 'm', messages: [] });
    expect((await recorded()).record).toMatchObject({ status: 400, usage: null, cost: null });
    await app.post('/v1/images/generations', { model: 'm', prompt: 'x' });
    await app.records(2);
    expect((await recorded()).record).toMatchObject({ status: 200, usage: null, cost: null });
    await app.post('/v1/messages', { model: 'nobody-knows-it', messages: [] });
    await app.records(3);
    expect((await recorded()).record).toMatchObject({
      usage: { inputTokens: 1 },
      cost: { nanoUsd: null, pricedModel: null, lines: [] },
    });
  });

  it("costs what the channel's multiplier makes of it", async () => {
    const { model, nanoUsd } = CASES.anthropic;
    await start(json(CASES.anthropic.json), { priceMultiplier: 0.25 });
    await app.post('/v1/messages', { model, messages: [] });
    expect((await recorded()).record.cost).toMatchObject({
      nanoUsd: nanoUsd / 4,
      multiplier: 0.25,
    });
  });

  it('is unknown when its encoding cannot be read', async () => {
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'x-strange' });
      res.end('??');
    });
    await app.post('/v1/messages', { model: 'claude-sonnet-4-5', messages: [] });
    expect((await recorded()).record).toMatchObject({ usage: null, cost: { nanoUsd: null } });
  });
});

describe('a chat stream whose client did not ask for usage', () => {
  const chat = STREAM_DIALECTS['openai-chat'];
  const { event } = CASES['openai-chat'];
  const body = '{"messages":[], "stream":true ,"model":"gpt-4o"}';

  it('is asked for it, and the client gets every other byte', async () => {
    await start(sse([chat.start, chat.delta('a'), chat.delta('b') + event, chat.end]));
    const answer = await app.post('/v1/chat/completions', body, { 'accept-encoding': 'gzip' });
    expect(await answer.text()).toBe(chat.start + chat.delta('a') + chat.delta('b') + chat.end);
    expect(upstream.last.body.toString()).toBe(
      '{"messages":[], "stream":true,"stream_options":{"include_usage":true} ,"model":"gpt-4o"}',
    );
    expect(upstream.last.headers['accept-encoding']).toBeUndefined();
    expect((await recorded()).record.usage).toMatchObject({ inputTokens: 10, isEstimated: false });
  });

  it('is as long as it says after the chunk was taken out', async () => {
    const stream = chat.start + chat.delta('a') + event + chat.end;
    await start((_req, res) => {
      res.writeHead(200, {
        'content-type': 'text/event-stream',
        'content-length': Buffer.byteLength(stream),
      });
      res.end(stream);
    });
    const answer = await app.post('/v1/chat/completions', body);
    expect(await answer.text()).toBe(chat.start + chat.delta('a') + chat.end);
  });

  it.each([
    ['before', '{"model":"alias","stream":true,"messages":[]}'],
    ['behind', '{"stream":true,"stream_options":{"x":1},"messages":[],"model":"alias"}'],
    ['behind, without options', '{"stream":true,"messages":[],"model":"alias"}'],
    ['between', '{"stream":true,"model":"alias","stream_options":{"x":1},"messages":[]}'],
  ])('is asked for it with another model whose name stands %s', async (_, text) => {
    await start(sse([chat.start, chat.delta('a'), chat.end]), {
      models: [{ model: 'alias', redirect_model: 'a-much-longer-name' }],
    });
    await (await app.post('/v1/chat/completions', text)).text();
    const asked = JSON.parse(text) as { stream_options?: object };
    expect(JSON.parse(upstream.last.body.toString())).toEqual({
      ...asked,
      model: 'a-much-longer-name',
      stream_options: { ...asked.stream_options, include_usage: true },
    });
  });

  it('is left alone where the setting or the channel says so', async () => {
    await start(sse([chat.start, chat.delta('a') + event, chat.end]), {
      overrides: { isUsageAskedFor: false },
    });
    const answer = await app.post('/v1/chat/completions', body, { 'accept-encoding': 'gzip' });
    expect(await answer.text()).toBe(chat.start + chat.delta('a') + event + chat.end);
    expect(upstream.last.body.toString()).toBe(body);
    expect(upstream.last.headers['accept-encoding']).toBe('gzip');
  });

  it('keeps the chunk when the client asked for it', async () => {
    await start(sse([chat.start, chat.delta('a') + event, chat.end]));
    const asking = { model: 'gpt-4o', stream: true, stream_options: { include_usage: true } };
    const answer = await app.post('/v1/chat/completions', { ...asking, messages: [] });
    expect(await answer.text()).toBe(chat.start + chat.delta('a') + event + chat.end);
  });
});
