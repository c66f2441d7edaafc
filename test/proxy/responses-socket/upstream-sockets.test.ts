import { afterEach, describe, expect, it } from 'vitest';
import { framed, GOOD_STREAMS } from '../../support/good-streams.ts';
import { HttpProxy } from '../../support/http-proxy.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ResponsesClient } from '../../support/responses-client.ts';
import { ScriptedUpstream, sse } from '../../support/scripted-upstream.ts';
import { saying, SocketUpstream } from '../../support/socket-upstream.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { TestApp } from '../../support/test-app.ts';
import { waitFor, waitForStandstill } from '../../support/wait-for.ts';

const EVENTS = GOOD_STREAMS['openai-responses'] as readonly object[];
const GOOD = framed('openai-responses', GOOD_STREAMS['openai-responses']);
const MESSAGE = { type: 'message', role: 'user', content: 'Hello.' };
const RESULT = { type: 'function_call_output', call_id: 'call_1', output: 'A.' };
const SPOKEN = { isResponsesWebSocketSpoken: true };

let upstream: SocketUpstream;
let other: ScriptedUpstream | undefined;
let proxy: HttpProxy | undefined;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
  await other?.close();
  await proxy?.close();
  other = undefined;
  proxy = undefined;
});

type Options = Parameters<typeof TestApp.start>[0];

async function start(fields: object = {}, options: Options = {}): Promise<void> {
  upstream = await SocketUpstream.start(saying(EVENTS));
  const channel = { url: upstream.url, overrides: SPOKEN, ...fields };
  app = await TestApp.start({ channels: [channel], ...options });
}

/** Two channels, the first of which has sockets. */
async function startTwo(settings: NonNullable<Options>['settings'] = {}): Promise<{ id: number }> {
  other = await ScriptedUpstream.start(sse([GOOD]));
  upstream = await SocketUpstream.start(saying(EVENTS));
  app = await TestApp.start({ settings });
  await app.addChannel({ name: 'Other', url: other.url, priority: 0 });
  return app.addChannel({ name: 'Socket', url: upstream.url, priority: 10, overrides: SPOKEN });
}

function idOf(events: readonly object[]): string {
  return (events.at(-1) as { response: { id: string } }).response.id;
}

function outputOf(events: readonly object[]): readonly object[] {
  return events.flatMap((event) =>
    'type' in event && event.type === 'response.output_item.done' && 'item' in event
      ? [event.item as object]
      : [],
  );
}

const first = { input: [MESSAGE], store: false };
const second = { input: [RESULT], store: false, previous_response_id: idOf(EVENTS) };

describe('a frame for an upstream that has sockets', () => {
  it('goes on from the response before it on the same socket, as the client sent it', async () => {
    await start({ headers: [{ name: 'x-extra', value: 'yes' }] });
    const client = await ResponsesClient.open(app, { 'session-id': 's1' });
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    client.create(second);
    expect(await client.answer()).toEqual(EVENTS);
    const type = 'response.create';
    expect(upstream.frames).toEqual([
      { type, model: 'gpt-5', ...first },
      { type, model: 'gpt-5', ...second },
    ]);
    expect(upstream.posted).toEqual([]);
    expect(upstream.handshakes).toHaveLength(1);
    const { url, headers } = upstream.handshakes[0] ?? {};
    expect(url).toBe('/v1/responses');
    expect(headers).toMatchObject({
      authorization: 'Bearer sk-upstream-key-abcdef123456',
      'openai-beta': 'responses_websockets=2026-02-06',
      'session-id': 's1',
      'x-extra': 'yes',
    });
    expect(JSON.stringify(headers)).not.toContain('ccl-test-token');
    expect(headers).not.toHaveProperty('accept');
    const records = await app.records(2);
    for (const { outcome, status, attemptCount, usage } of records) {
      expect({ outcome, status, attemptCount }).toEqual({
        outcome: 'answered',
        status: 200,
        attemptCount: 1,
      });
      expect(usage).toMatchObject({ outputTokens: 42 });
    }
  });

  it('is posted where no channel says that it has sockets', async () => {
    await start({ overrides: {} });
    upstream.post = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(GOOD);
    };
    const client = await ResponsesClient.open(app);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toEqual([]);
  });

  it('keeps the name that the channel gives to its model', async () => {
    await start({ models: [{ name: 'gpt-5', upstreamNames: ['gpt-5-real'] }] });
    const client = await ResponsesClient.open(app);
    client.create(first);
    await client.answer();
    client.create(second);
    await client.answer();
    expect(upstream.frames.map(({ model }) => model)).toEqual(['gpt-5-real', 'gpt-5-real']);
    expect(upstream.frames[1]).toHaveProperty('previous_response_id', idOf(EVENTS));
  });

  it.each([
    ['closed the socket meanwhile', null],
    ['has forgotten the response', 'previous_response_not_found'],
    ['wants a new socket', 'websocket_connection_limit_reached'],
  ])('is sent whole on a new socket, unseen, when the upstream %s', async (_what, code) => {
    await start();
    const client = await ResponsesClient.open(app);
    client.create(first);
    await client.answer();
    upstream.reply = (ws) => {
      upstream.reply = saying(EVENTS);
      if (code === null) ws.close(1001);
      else ws.send(JSON.stringify({ type: 'error', status: 400, error: { code } }));
    };
    client.create(second);
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toHaveLength(2);
    const last = upstream.frames.at(-1);
    expect(last).not.toHaveProperty('previous_response_id');
    expect(last?.['input']).toEqual([MESSAGE, ...outputOf(EVENTS), RESULT]);
    const [record] = await app.records(1);
    expect(record?.attemptCount).toBe(1);
  });

  it.each([404, 405, 426, 501, 400])(
    'is posted in the same attempt when the handshake is answered %s, and no other one is tried for a while',
    async (status) => {
      const clock = new ManualClock();
      await start({}, { clock });
      upstream.refusal = { status };
      upstream.post = (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' }).end(GOOD);
      };
      const client = await ResponsesClient.open(app);
      for (const count of [1, 2]) {
        client.create(first);
        expect(await client.answer()).toEqual(EVENTS);
        expect(upstream.posted).toHaveLength(count);
      }
      expect(upstream.handshakes).toHaveLength(1);
      const [record] = await app.records(1);
      expect(record?.attemptCount).toBe(1);
      clock.advance(10 * 60_000);
      upstream.refusal = null;
      // The manual clock has left the first one no time for its pings.
      const later = await ResponsesClient.open(app);
      later.create(first);
      expect(await later.answer()).toEqual(EVENTS);
      expect(upstream.posted).toHaveLength(2);
    },
  );

  it('is sent whole on the same socket when another channel gave the response before it', async () => {
    const { id } = await startTwo({ isAffinityEnabled: false });
    other?.always(sse([GOOD.replaceAll(idOf(EVENTS), 'resp_of_other')]));
    const client = await ResponsesClient.open(app);
    client.create(first);
    await client.answer();
    await app.adminData('PATCH', `/admin/channels/${String(id)}`, { enabled: false });
    client.create(second);
    await client.answer();
    expect(other?.requests).toHaveLength(1);
    await app.adminData('PATCH', `/admin/channels/${String(id)}`, { enabled: true });
    client.create({ ...second, previous_response_id: 'resp_of_other' });
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toHaveLength(1);
    expect(upstream.frames).toHaveLength(2);
    expect(upstream.frames[1]).not.toHaveProperty('previous_response_id');
    expect(upstream.frames[1]?.['input']).toContainEqual(MESSAGE);
  });

  it('holds its upstream back while the client takes nothing', async () => {
    await start();
    const count = 300;
    let written = 0;
    const delta = { type: 'response.output_text.delta', delta: 'x'.repeat(64 * 1024) };
    upstream.reply = (ws) => {
      const next = (): void => {
        if (written === count) ws.send(JSON.stringify(EVENTS.at(-1)));
        else ws.send(JSON.stringify(delta), next);
        written += 1;
      };
      next();
    };
    const client = await ResponsesClient.open(app);
    client.ws.pause();
    client.create(first);
    await waitForStandstill(() => written);
    expect(written).toBeLessThan((count * 3) / 4);
    client.ws.resume();
    expect(await client.answer()).toHaveLength(count + 1);
    upstream.reply = saying(EVENTS);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toHaveLength(1);
  }, 20_000);

  it.each<[string, (reach: SocketUpstream) => void]>([
    [
      'refuses the key in the handshake',
      (one) => {
        const body = '{"error":{"message":"Bad key."}}';
        one.refusal = { status: 401, body, headers: { 'content-type': 'application/json' } };
      },
    ],
    [
      'answers with an error that has a status',
      (one) => {
        const error = { type: 'rate_limit_error', message: 'Slow down.' };
        one.reply = saying([
          { type: 'error', status: 429, error, headers: { 'retry-after': '9' } },
        ]);
      },
    ],
    [
      'answers with an error that has none',
      (one) => {
        one.reply = saying([{ type: 'error', error: { type: 'server_error', message: 'No.' } }]);
      },
    ],
    [
      'closes the socket without an answer',
      (one) => {
        one.reply = (ws) => {
          ws.terminate();
        };
      },
    ],
  ])('goes on to the next channel, unseen, when the upstream %s', async (_what, script) => {
    await startTwo();
    script(upstream);
    const client = await ResponsesClient.open(app);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    const [record] = await app.records(1);
    expect([record?.channelName, record?.attemptCount]).toEqual(['Other', 2]);
    expect(upstream.posted).toEqual([]);
  });

  it('shows the client an error that is its own fault, with its status and headers', async () => {
    await start();
    const error = {
      type: 'invalid_request_error',
      code: 'bad',
      message: 'Bad effort.',
      param: 'x',
    };
    const headers = { 'x-request-id': 'req_up' };
    upstream.reply = saying([{ type: 'error', status: 400, error, headers }]);
    const client = await ResponsesClient.open(app);
    client.create(first);
    expect(await client.answer()).toEqual([{ type: 'error', status: 400, error, headers }]);
  });

  it('ends with a failed response when the upstream breaks off, and the next one gets a new socket', async () => {
    await start();
    upstream.reply = (ws, frame) => {
      saying(EVENTS.slice(0, 12))(ws, frame);
      ws.close(1011);
    };
    const client = await ResponsesClient.open(app);
    client.create(first);
    const broken = await client.answer();
    expect(broken.slice(0, 12)).toEqual(EVENTS.slice(0, 12));
    expect(broken.at(-1)).toMatchObject({ type: 'response.failed' });
    upstream.reply = saying(EVENTS);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toHaveLength(2);
  });

  it('is cancelled at the upstream when the client closes its socket', async () => {
    await start();
    upstream.reply = saying(EVENTS.slice(0, 5));
    const client = await ResponsesClient.open(app);
    client.create(first);
    await waitFor(() => client.frames.length >= 5, 'the first frames');
    client.ws.terminate();
    await waitFor(() => upstream.open.size === 0, 'the socket of the upstream to close');
    const [record] = await app.records(1);
    expect(record?.outcome).toBe('clientLeft');
  });

  it('leaves no socket open behind a client that has gone', async () => {
    await start();
    const client = await ResponsesClient.open(app);
    client.create(first);
    await client.answer();
    expect(upstream.open.size).toBe(1);
    client.ws.close();
    await waitFor(() => upstream.open.size === 0, 'the socket of the upstream to close');
  });

  it('goes through the outbound proxy of its channel', async () => {
    proxy = await HttpProxy.start();
    await start({ proxyUrl: proxy.url() });
    const client = await ResponsesClient.open(app);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    expect(proxy.asked).toEqual([`CONNECT ${upstream.url.slice('http://'.length)}`]);
  });

  it.each([
    ['is not checked', true, null],
    ['is checked', false, 503],
  ])('meets a certificate that nobody signed: it %s', async (_what, isTlsInsecure, status) => {
    upstream = await SocketUpstream.start(saying(EVENTS), selfSigned());
    app = await TestApp.start();
    await app.addChannel({ url: upstream.url, overrides: SPOKEN, isTlsInsecure });
    const client = await ResponsesClient.open(app);
    client.create(first);
    const answer = await client.answer();
    if (status === null) expect(answer).toEqual(EVENTS);
    else expect(answer).toMatchObject([{ type: 'error', status }]);
    expect(upstream.handshakes).toHaveLength(isTlsInsecure ? 1 : 0);
  });

  it('is captured as the request and the stream that it would be over HTTP', async () => {
    await start();
    await app.adminData('POST', '/admin/captures/orders', { count: 1 });
    const client = await ResponsesClient.open(app);
    client.create(first);
    await client.answer();
    const [record] = await app.records(1);
    const body = await waitFor(async () => {
      const path = `/admin/requests/${record?.id ?? ''}/capture/1/answer-body`;
      const answer = await app.admin('GET', path);
      return answer.ok ? answer.text() : null;
    }, 'the capture');
    expect(body).toBe(GOOD);
  });

  it('is timed out like any other when the handshake is never answered', async () => {
    await startTwo({ firstByteTimeoutMs: 300 });
    upstream.isSilent = true;
    const client = await ResponsesClient.open(app);
    client.create(first);
    expect(await client.answer()).toEqual(EVENTS);
    expect(upstream.handshakes).toHaveLength(1);
    const [record] = await app.records(1);
    expect([record?.channelName, record?.attemptCount]).toEqual(['Other', 2]);
  });
});
