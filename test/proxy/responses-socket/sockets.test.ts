import { afterEach, describe, expect, it } from 'vitest';
import { framed, GOOD_STREAMS, type EventData } from '../../support/good-streams.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sendRaw, statusOf } from '../../support/raw-client.ts';
import { refusedSocket, ResponsesClient } from '../../support/responses-client.ts';
import { ScriptedUpstream, sse, type Step } from '../../support/scripted-upstream.ts';
import { TEST_TOKEN, TestApp } from '../../support/test-app.ts';
import { waitFor } from '../../support/wait-for.ts';

const EVENTS = GOOD_STREAMS['openai-responses'];
const GOOD = framed('openai-responses', EVENTS);
const MESSAGE = { type: 'message', role: 'user', content: 'Hello.' };

let upstream: ScriptedUpstream;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

type Options = Parameters<typeof TestApp.start>[0];

async function start(step: Step, options: Options = {}): Promise<void> {
  upstream = await ScriptedUpstream.start(step);
  app = await TestApp.start({ channels: [{ url: upstream.url }], ...options });
}

function sent(index = -1): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(index)?.body.toString() ?? '') as Record<string, unknown>;
}

describe('a response that a frame goes on from', () => {
  it('is put before what is new, so that upstreams get the whole conversation', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE], store: false });
    await client.answer();
    const id = idOf(EVENTS);
    const next = { type: 'function_call_output', call_id: 'call_1', output: 'A.' };
    client.create({ input: [next], store: false, previous_response_id: id });
    await client.answer();
    expect(sent()).toEqual({
      stream: true,
      model: 'gpt-5',
      store: false,
      input: [MESSAGE, ...outputOf(EVENTS), next],
    });
    client.create({ input: [], store: false, previous_response_id: id });
    await client.answer();
    const output = outputOf(EVENTS);
    expect(sent()['input']).toEqual([MESSAGE, ...output, next, ...output]);
  });

  it('may be one for which nothing was generated: it costs no request', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE], store: false, generate: false });
    const warm = await client.answer();
    expect(warm.map(({ type }) => type)).toEqual(['response.created', 'response.completed']);
    expect(upstream.requests).toEqual([]);
    const { id } = warm[1]?.['response'] as { id: string };
    client.create({ input: [{ ...MESSAGE, content: 'Go.' }], previous_response_id: id });
    await client.answer();
    expect(sent()['input']).toEqual([MESSAGE, { ...MESSAGE, content: 'Go.' }]);
    expect(sent()).not.toHaveProperty('generate');
    expect(await app.records(1)).toHaveLength(1);
  });

  it.each<[string, number]>([
    ['unknown to the connection', 128 * 1024 * 1024],
    ['too large to be kept', 100],
  ])('is "not found" when it is %s, and the whole conversation helps', async (what, room) => {
    await start(sse([GOOD]), { settings: { responsesWebSocketMemoryBytes: room } });
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE], store: false });
    await client.answer();
    const id = what.startsWith('too') ? idOf(EVENTS) : 'resp_of_another';
    client.create({ input: [], store: false, previous_response_id: id });
    expect(await client.answer()).toMatchObject([
      { type: 'error', status: 400, error: { code: 'previous_response_not_found' } },
    ]);
    client.create({ input: [MESSAGE], store: false });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('is left to the upstream when that one stores it', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    client.create({ input: [MESSAGE], previous_response_id: 'resp_stored' });
    await client.answer();
    expect(sent()).toMatchObject({ input: [MESSAGE], previous_response_id: 'resp_stored' });
    client.create({ input: [MESSAGE], previous_response_id: idOf(EVENTS) });
    await client.answer();
    expect(sent()).toMatchObject({ input: [MESSAGE], previous_response_id: idOf(EVENTS) });
  });
});

const OFF: Options = { settings: { isResponsesWebSocketEnabled: false } };

describe('a socket of responses', () => {
  it.each<[string, Record<string, string>, Options, number, RegExp]>([
    ['with a wrong token', { authorization: 'Bearer wrong' }, {}, 401, /token_unknown/],
    ['of a page elsewhere', { origin: 'https://evil.example' }, {}, 403, /origin_not_allowed/],
    ['where it is switched off', {}, OFF, 426, /websocket_unsupported/],
  ])('is refused %s', async (_what, headers, options, code, body) => {
    await start(sse([GOOD]), options);
    const refused = await refusedSocket(app, headers);
    expect(refused.status).toBe(code);
    expect(refused.body).toMatch(body);
  });

  it('is refused with a handshake that is none', async () => {
    await start(sse([GOOD]));
    const raw = await sendRaw(
      app.port,
      `GET /v1/responses HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\nconnection: close, Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\nsec-websocket-version: 13\r\n\r\n`,
    );
    expect(statusOf(raw)).toBe(426);
  });

  it('is no matter of a request that offers h2c', async () => {
    await start(sse([GOOD]));
    const body = JSON.stringify({ model: 'gpt-5', input: 'Hello.', stream: true });
    const raw = await sendRaw(
      app.port,
      `POST /v1/responses HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\nconnection: close, Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\ncontent-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
    );
    expect(statusOf(raw)).toBe(200);
    expect(raw).toContain('response.completed');
  });

  it('is refused at every other path', async () => {
    await start(sse([GOOD]));
    for (const path of ['/v1/realtime', '/v1/messages', '/v1/responses/compact']) {
      expect((await refusedSocket(app, {}, path)).status).toBe(426);
    }
  });

  it('is refused while a person has stopped the proxy, and so are frames', async () => {
    await start(sse([GOOD]));
    const client = await ResponsesClient.open(app);
    app.shell.setProxyOn(false);
    expect((await refusedSocket(app, {})).status).toBe(503);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toMatchObject([
      { type: 'error', status: 503, error: { code: 'proxy_stopped' } },
    ]);
    app.shell.setProxyOn(true);
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('is open to pages of an allowed origin', async () => {
    await start(sse([GOOD]), { settings: { corsOrigins: ['https://good.example'] } });
    const client = await ResponsesClient.open(app, { origin: 'https://good.example' });
    client.create({ input: [MESSAGE] });
    expect(await client.answer()).toEqual(EVENTS);
  });

  it('closes with 1001 when the program stops, after the answer that is under way', async () => {
    let finish = (): void => undefined;
    await start((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(framed('openai-responses', EVENTS.slice(0, 5)));
      finish = () => {
        res.end(framed('openai-responses', EVENTS.slice(5)));
      };
    });
    const idle = await ResponsesClient.open(app);
    const busy = await ResponsesClient.open(app);
    busy.create({ input: [MESSAGE] });
    await waitFor(() => busy.frames.length >= 5, 'the first frames');
    const stopped = app.stop({ keepFolder: true });
    expect((await idle.end())[0]).toBe(1001);
    expect(busy.closed).toBeNull();
    finish();
    expect(await busy.answer()).toEqual(EVENTS);
    expect((await busy.end())[0]).toBe(1001);
    await stopped;
    app = await TestApp.start({});
  });

  it('closes when its client answers no ping', async () => {
    const clock = new ManualClock();
    await start(sse([GOOD]), { clock });
    const client = await ResponsesClient.open(app);
    const pings = new Promise((resolve) => client.ws.once('ping', resolve));
    clock.advance(30_000);
    await pings;
    client.ws.pause();
    clock.advance(30_000);
    clock.advance(30_000);
    client.ws.resume();
    expect((await client.end())[0]).toBe(1006);
  });
});

type ResponseEvent = { type: string; response: { id: string; output: unknown[] } };

function idOf(events: readonly EventData[]): string {
  return (events.at(-1) as unknown as ResponseEvent).response.id;
}

function outputOf(events: readonly EventData[]): unknown[] {
  return (events.at(-1) as unknown as ResponseEvent).response.output;
}
