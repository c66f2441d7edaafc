import { afterEach, describe, expect, it } from 'vitest';
import zlib from 'node:zlib';
import { framed, GOOD_STREAMS } from '../../support/good-streams.ts';
import { ResponsesClient } from '../../support/responses-client.ts';
import {
  bytes,
  json,
  ScriptedUpstream,
  sse,
  status,
  type Step,
} from '../../support/scripted-upstream.ts';
import type { TokenCreated } from '../../../main/contracts/token.ts';
import { TEST_TOKEN, TestApp } from '../../support/test-app.ts';
import { waitFor, waitForStandstill } from '../../support/wait-for.ts';

const EVENTS = GOOD_STREAMS['openai-responses'];
const GOOD = framed('openai-responses', EVENTS);
const MESSAGE = { type: 'message', role: 'user', content: 'Hello.' };

let upstream: ScriptedUpstream;
let other: ScriptedUpstream | undefined;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
  await other?.close();
  other = undefined;
});

type Options = Parameters<typeof TestApp.start>[0];

async function start(step: Step, options: Options = {}): Promise<void> {
  upstream = await ScriptedUpstream.start(step);
  app = await TestApp.start({ channels: [{ url: upstream.url }], ...options });
}

/** Two channels, the first of which fails like this. */
async function startFailing(step: Step): Promise<void> {
  other = await ScriptedUpstream.start(step);
  upstream = await ScriptedUpstream.start(sse([GOOD]));
  app = await TestApp.start({
    channels: [
      { name: 'Fails', url: other.url, priority: 10 },
      { name: 'Answers', url: upstream.url, priority: 0 },
    ],
  });
}

/** A client whose answer goes on for ever. */
async function inMidAnswer(): Promise<ResponsesClient> {
  await start((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(framed('openai-responses', EVENTS.slice(0, 5)));
  });
  const client = await ResponsesClient.open(app);
  client.create({ input: [MESSAGE] });
  await waitFor(() => client.frames.length >= 5, 'the first frames');
  return client;
}

async function aToken(fields: object): Promise<TokenCreated> {
  return app.adminData('POST', '/admin/tokens', { name: 'Limited', ...fields });
}

function sent(index = -1): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(index)?.body.toString() ?? '') as Record<string, unknown>;
}

describe('a frame on the socket of responses', () => {
  it('is answered with one frame for each event, and recorded as a request of its own', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app, { 'session-id': 's1' });
    client.create({ input: [MESSAGE], store: false, generate: true });
    expect(await client.answer()).toEqual(EVENTS);
    const { url, method, headers } = upstream.last;
    expect([method, url, headers.accept]).toEqual(['POST', '/v1/responses', 'text/event-stream']);
    expect(sent()).toEqual({ stream: true, model: 'gpt-5', input: [MESSAGE], store: false });
    const names = Object.keys(headers);
    expect(names.filter((name) => /websocket|upgrade|openai-beta|accept-enc/.test(name))).toEqual(
      [],
    );
    expect(headers['session-id']).toBe('s1');
    expect(JSON.stringify(headers)).not.toContain('ccl-test-token');

    client.create({ input: 'Again.' });
    expect(await client.answer()).toEqual(EVENTS);
    const records = await app.records(2);
    for (const { outcome, status: code, isStreaming, operation, usage } of records) {
      expect({ outcome, code, isStreaming, operation }).toEqual({
        outcome: 'answered',
        code: 200,
        isStreaming: true,
        operation: 'responses',
      });
      expect(usage).toMatchObject({ outputTokens: 42 });
    }
    client.ws.close();
  });

  it.each<[string, Step]>([
    ['answers 503', status(503)],
    ['breaks off before the gate', sse([framed('openai-responses', EVENTS.slice(0, 2))])],
    [
      'begins with an error',
      sse(['event: error\ndata: {"type":"error","code":"x","message":"no"}\n\n']),
    ],
  ])('goes on to the next channel, unseen, when the first one %s', async (_what, step) => {
    await startFailing(step);
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
    const [record] = await app.records(1);
    expect([record?.channelName, record?.attemptCount]).toEqual(['Answers', 2]);
  });

  it('ends with a failed response when the stream breaks behind the gate, and the next one is answered', async () => {
    await start(sse([framed('openai-responses', EVENTS.slice(0, 12))]));
    upstream.always(sse([GOOD]));
    upstream.next(sse([framed('openai-responses', EVENTS.slice(0, 12))]));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE] });
    const broken = await client.answer();
    expect(broken.slice(0, 12)).toEqual(EVENTS.slice(0, 12));
    expect(broken.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed' },
    });
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('is refused in an error frame with status, headers and the error itself', async () => {
    const error = {
      message: 'Bad effort.',
      type: 'invalid_request_error',
      param: 'x',
      code: 'bad',
    };
    await start(json({ error }, 400, { 'x-request-id': 'req_up', 'set-cookie': 'a=b' }));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE] });
    const headers = { 'x-request-id': 'req_up' };
    expect(await client.answer()).toEqual([{ type: 'error', status: 400, error, headers }]);
    upstream.always(status(500));
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([
      {
        type: 'error',
        status: 503,
        error: { type: 'server_error' },
        headers: { 'retry-after': '120' },
      },
    ]);
  });

  it('is answered plainly when the upstream compresses, errors included', async () => {
    const coded = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };
    await start(bytes(zlib.gzipSync(GOOD), coded));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
    const error = { message: 'Too long.', type: 'invalid_request_error', code: 'x', param: null };
    const body = zlib.gzipSync(JSON.stringify({ error }));
    const type = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    upstream.always(bytes(body, type, 400));
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([{ type: 'error', status: 400, error }]);
  });

  it('is an error when the upstream answers with something else than a stream', async () => {
    await start(json({ id: 'resp_1', object: 'response', status: 'completed', output: [] }));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([{ type: 'error', status: 502 }]);
  });

  it.each<[string, string | Buffer, string]>([
    ['that is no JSON', '{', 'malformed_json'],
    ['of another type', '{"type":"session.update"}', 'unknown_event'],
    ['that is binary', Buffer.from('{"type":"response.create"}'), 'binary_frame'],
    ['without a model', '{"type":"response.create"}', 'missing_model'],
  ])('%s is refused, and the socket goes on', async (_what, frame, code) => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    client.ws.send(frame);
    expect(await client.answer()).toMatchObject([{ type: 'error', status: 400, error: { code } }]);
    client.ws.send('{"type":"response.processed","response_id":"resp_1"}');
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('that is larger than a body may be is told so before the socket closes', async () => {
    await start(sse([GOOD]), { settings: { maxBodyBytes: 1024 * 1024 } });
    const client = await ResponsesClient.open(app);
    client.create({ input: 'x'.repeat(1024 * 1024) });
    expect(await client.answer()).toMatchObject([
      { type: 'error', status: 413, error: { code: 'body_too_large' } },
    ]);
    expect((await client.end())[0]).toBe(1009);
    expect(upstream.requests).toEqual([]);
  });

  it('waits for the answer to the one before it', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    client.create({ input: 'One.' });
    client.create({ input: 'Two.' });
    expect(await client.answer()).toEqual(EVENTS);
    expect(await client.answer()).toEqual(EVENTS);
    expect([sent(0)['input'], sent(1)['input']]).toEqual(['One.', 'Two.']);
  });

  it('is cancelled at the upstream when the client closes the socket', async () => {
    const client = await inMidAnswer();
    client.ws.terminate();
    await upstream.last.aborted;
    const [record] = await app.records(1);
    expect(record?.outcome).toBe('clientLeft');
  });

  it('can be cancelled by hand, and the client is told not to repeat it', async () => {
    const client = await inMidAnswer();
    const { inFlight } = await app.adminData<{ inFlight: { id: string; phase: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    expect(inFlight).toHaveLength(1);
    await app.admin('POST', `/admin/in-flight/${inFlight[0]?.id ?? ''}/cancel`);
    expect((await client.answer()).at(-1)).toMatchObject({
      type: 'error',
      status: 400,
      error: { code: 'request_cancelled' },
    });
    upstream.always(sse([GOOD]));
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('holds its upstream back while the client takes nothing', async () => {
    const count = 300;
    let written = 0;
    const delta = { type: 'response.output_text.delta', delta: 'x'.repeat(64 * 1024) };
    const chunk = framed('openai-responses', [delta]);
    await start(async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      while (written < count && !res.destroyed) {
        written += 1;
        if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end(framed('openai-responses', EVENTS.slice(-1)));
    });
    const client = await ResponsesClient.open(app);
    client.ws.pause();
    client.create({ input: [MESSAGE] });
    await waitForStandstill(() => written);
    expect(written).toBeLessThan((count * 3) / 4);
    client.ws.resume();
    expect(await client.answer()).toHaveLength(count + 1);
  }, 20_000);

  it('is captured like a request that was posted, and stays with the key that served it', async () => {
    await start(sse([GOOD]), { channels: [] });
    const keys = [{ secret: 'sk-first-key-0123456789' }, { secret: 'sk-second-key-0123456789' }];
    await app.addChannel({ url: upstream.url, keys, keyStrategy: 'round_robin' });
    await app.adminData('POST', '/admin/captures/orders', { count: 1 });
    const client = await ResponsesClient.open(app, { 'session-id': 'one-conversation' });
    for (const content of ['Hello.', 'Again.']) {
      client.create({ input: [{ ...MESSAGE, content }], store: false });
      expect(await client.answer()).toEqual(EVENTS);
    }
    const used = upstream.requests.map(({ headers }) => headers.authorization);
    expect(new Set(used).size).toBe(1);
    const id = (await app.records(2)).at(-1)?.id ?? '';
    const body = await waitFor(async () => {
      const answer = await app.admin('GET', `/admin/requests/${id}/capture/1/answer-body`);
      return answer.ok ? answer.text() : null;
    }, 'the capture');
    expect(body).toBe(GOOD);
    const captured = await app.admin('GET', `/admin/requests/${id}/capture`);
    const text = await captured.text();
    expect(text).toContain('session-id');
    expect(text).not.toContain(TEST_TOKEN);
  });

  it('meets the limits of its token one by one', async () => {
    await start(sse([GOOD]));
    const limits = { requestsPerMinute: 1 };
    const { token } = await aToken({ limits });
    const client = await ResponsesClient.open(app, { authorization: `Bearer ${token}` });
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([
      { type: 'error', status: 429, error: { code: 'token_rate_limit_exceeded' } },
    ]);
    expect(client.frames.at(-1)?.['headers']).toHaveProperty('retry-after');
  });

  it('is refused when its token was switched off meanwhile', async () => {
    await start(sse([GOOD]));
    const { token, id } = await aToken({});
    const client = await ResponsesClient.open(app, { authorization: `Bearer ${token}` });
    await app.adminData('PATCH', `/admin/tokens/${String(id)}`, { isEnabled: false });
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([
      { type: 'error', status: 401, error: { code: 'token_disabled' } },
    ]);
  });

  it('reaches channels of every other protocol', async () => {
    for (const protocol of ['anthropic', 'openai-chat', 'gemini'] as const) {
      await start(sse([framed(protocol, GOOD_STREAMS[protocol])]), {
        channels: [],
      });
      await app.addChannel({ url: upstream.url, protocols: [protocol] });
      const client = await ResponsesClient.open(app);
      client.create({ input: [MESSAGE], store: false });
      const frames = await client.answer();
      const last = frames.at(-1) as unknown as { type: string; response: { id: string } };
      expect(last.type).toBe('response.completed');
      const calls = frames.filter(({ type }) => type === 'response.output_item.done');
      expect(JSON.stringify(calls)).toContain('a.txt');

      const result = { type: 'function_call_output', call_id: 'call_x', output: 'A.' };
      client.create({ input: [result], store: false, previous_response_id: last.response.id });
      await client.answer();
      expect(upstream.last.body.toString()).toContain('Hello.');
      expect(upstream.last.body.toString()).toContain('b.txt');
      client.ws.terminate();
      if (protocol === 'gemini') return;
      await app.stop();
      await upstream.close();
    }
  });
});
