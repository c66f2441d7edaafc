import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type {
  CaptureOrder,
  CaptureStatus,
  CaptureView,
  CapturedEvent,
  CurlCommands,
  MergedAnswer,
} from '../../main/contracts/capture.ts';
import { bytes, json, reset, ScriptedUpstream, sse, status } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const KEY = 'sk-secret-of-one/0123456789+abcdef';
const OTHER_KEY = 'sk-secret-of-two-9876543210fedcba';
const MESSAGE = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] };

const { start, delta, end, request: STREAM } = STREAM_DIALECTS.anthropic;

let upstream: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start(
    json({ id: 'msg', content: [{ type: 'text', text: 'hi' }] }),
  );
  app = await TestApp.start({
    channels: [{ name: 'One', url: upstream.url, keys: [{ secret: KEY }], priority: 2 }],
  });
});
afterEach(async () => {
  await app.stop();
  await upstream.close();
});

const order = (draft: object): Promise<CaptureOrder> =>
  app.adminData('POST', '/admin/captures/orders', draft);
const statusNow = (): Promise<CaptureStatus> => app.adminData('GET', '/admin/captures');

type Capture = { readonly isRunning: boolean; readonly attempts: readonly CaptureView[] };

/** What was captured of the newest request, once it is stored. */
async function stored(): Promise<readonly CaptureView[]> {
  const [record] = await app.records(1);
  return waitFor(async () => {
    const response = await app.admin('GET', `/admin/requests/${record?.id ?? ''}/capture`);
    if (!response.ok) return null;
    const { data } = (await response.json()) as { data: Capture };
    return data.isRunning ? null : data.attempts;
  }, 'the capture');
}

async function storedOne(): Promise<CaptureView> {
  const [view] = await stored();
  if (view === undefined) throw new Error('nothing captured');
  return view;
}

async function bodyOf(view: CaptureView, part: string): Promise<Buffer> {
  const at = `/admin/requests/${view.requestId}/capture/${String(view.number)}/${part}-body`;
  const response = await app.admin('GET', at);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Every byte of every capture, decompressed. */
function allStored(): string {
  return query('select * from captures')
    .flatMap((row) => Object.values(row))
    .map((value) =>
      value instanceof Uint8Array
        ? zlib.zstdDecompressSync(value).toString('latin1')
        : String(value),
    )
    .join('\n');
}

describe('a request that nobody ordered', () => {
  it('leaves nothing behind', async () => {
    await app.post('/v1/messages', MESSAGE);
    const [record] = await app.records(1);
    const response = await app.admin('GET', `/admin/requests/${record?.id ?? ''}/capture`);
    expect(response.status).toBe(404);
    expect((await statusNow()).stored).toEqual({ requests: 0, attempts: 0, bytes: 0 });
  });
});

describe('a captured request', () => {
  it('is kept as it came, as it went, and as it was answered', async () => {
    await order({ count: 1 });
    const response = await app.post('/v1/messages?beta=true', MESSAGE, { 'x-trace': 'abc' });
    const text = await response.text();
    const view = await storedOne();
    expect(view).toMatchObject({ number: 1, channelName: 'One', failure: null, returned: null });
    expect(view.request).toMatchObject({ method: 'POST', target: '/v1/messages?beta=true' });
    expect(view.request.headers).toContain('abc');
    expect(view.sent.url).toBe(`${upstream.url}/v1/messages?beta=true`);
    expect(view.sent.body).toBeNull();
    expect(view.answer).toMatchObject({ status: 200, body: { isWhole: true, coding: null } });
    expect((await bodyOf(view, 'request')).toString()).toBe(JSON.stringify(MESSAGE));
    expect((await bodyOf(view, 'answer')).toString()).toBe(text);
    expect((await bodyOf(view, 'sent')).length).toBe(0);
  });

  it('shows bodies as text to be saved, never as a page', async () => {
    upstream.always(bytes(Buffer.from('<script>x</script>'), { 'content-type': 'text/plain' }));
    await order({ count: 1 });
    await app.post('/v1/embeddings', { model: 'm' });
    const [view] = await stored();
    const at = `/admin/requests/${view?.requestId ?? ''}/capture/1/answer-body`;
    const { headers } = await app.admin('GET', at);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="r\w+-1-answer\.txt"$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    ['gzip', (text: Buffer) => zlib.gzipSync(text)],
    ['br', (text: Buffer) => zlib.brotliCompressSync(text)],
    ['zstd', (text: Buffer) => zlib.zstdCompressSync(text)],
  ])('is kept decoded where its answer comes as %s', async (coding, encode) => {
    const plain = Buffer.from(JSON.stringify({ id: 'x', content: 'é'.repeat(2000) }));
    const coded = encode(plain);
    upstream.always(
      bytes(coded, { 'content-type': 'application/json', 'content-encoding': coding }),
    );
    await order({ count: 1 });
    const response = await app.post('/v1/messages', MESSAGE, { 'accept-encoding': coding });
    expect(Buffer.from(await response.arrayBuffer()).equals(plain)).toBe(true);
    const view = await storedOne();
    const body = view.answer?.body;
    expect(body).toMatchObject({ coding, wireBytes: coded.length, keptBytes: plain.length });
    expect(view.returned).toBeNull();
    expect((await bodyOf(view, 'answer')).equals(plain)).toBe(true);
  });

  it('tells what a stream says, and when its events came', async () => {
    const events = [start, delta('Hel'), delta('lo'), end];
    upstream.always(sse(events));
    await order({ count: 1 });
    const response = await app.post('/v1/messages', STREAM);
    expect(await response.text()).toBe(events.join(''));
    const [view] = await stored();
    const at = `/admin/requests/${view?.requestId ?? ''}/capture/1`;
    const merged = await app.adminData<MergedAnswer>('GET', `${at}/merged`);
    expect(merged.outputs).toMatchObject([{ text: 'Hello', stopReason: 'end_turn' }]);
    const listed = await app.adminData<{ total: number; events: CapturedEvent[] }>(
      'GET',
      `${at}/events?from=1&limit=2`,
    );
    expect(listed.total).toBe(5);
    expect(listed.events.map(({ name }) => name)).toEqual([
      'content_block_delta',
      'content_block_delta',
    ]);
    expect(listed.events.every(({ atMs }) => atMs !== null && atMs >= 0)).toBe(true);
  });

  it('has a row for each attempt, and its body once', async () => {
    await app.addChannel({ name: 'Two', url: upstream.url, keys: [{ secret: OTHER_KEY }] });
    // Nobody else goes there: on a kept connection the loss would be repeated on a fresh one, and be no attempt.
    const broken = await ScriptedUpstream.start();
    onTestFinished(() => broken.close());
    broken.always(reset);
    upstream.next(json({}, 500));
    await app.addChannel({ name: 'Three', url: broken.url, keys: [{ secret: KEY }], priority: 1 });
    await order({ count: 1 });
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    const views = await stored();
    expect(views.map(({ channelName }) => channelName)).toEqual(['One', 'Three', 'Two']);
    expect(views.map(({ answer }) => answer?.status)).toEqual([500, undefined, 200]);
    expect(views[1]?.failure).not.toBeNull();
    for (const view of views) {
      expect((await bodyOf(view, 'request')).toString()).toBe(JSON.stringify(MESSAGE));
    }
    expect(query('select count(request_body) as n from captures')).toMatchObject([{ n: 1 }]);
  });

  it('keeps what a stream said before it broke, and what the client was told', async () => {
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(start + delta('half'));
      res.write('event: content_block_delta\ndata: {"ty', () => res.destroy());
    });
    await order({ count: 1 });
    const text = await (await app.post('/v1/messages', STREAM)).text();
    const view = await storedOne();
    expect(view.answer?.body.isWhole).toBe(false);
    expect(view.failure).not.toBeNull();
    expect((await bodyOf(view, 'answer')).toString()).toContain('data: {"ty');
    expect((await bodyOf(view, 'returned')).toString()).toBe(text);
    expect(text).toContain('event: error');
  });

  it('can be read while it runs, and is kept when its client leaves', async () => {
    let aborted: Promise<void> | undefined;
    upstream.always((req, res) => {
      ({ aborted } = req);
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(start + delta('first'));
    });
    await order({ count: 1 });
    const leave = new AbortController();
    const response = await app.request('/v1/messages', {
      method: 'POST',
      body: JSON.stringify(STREAM),
      signal: leave.signal,
    });
    await response.body?.getReader().read();
    const { inFlight } = await app.adminData<{ inFlight: { id: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    const live = await app.adminData<Capture>(
      'GET',
      `/admin/requests/${inFlight[0]?.id ?? ''}/capture`,
    );
    expect(live).toMatchObject({ isRunning: true, attempts: [{ channelName: 'One' }] });
    leave.abort();
    await aborted;
    const view = await storedOne();
    expect((await bodyOf(view, 'answer')).toString()).toContain('first');
    expect(view.answer?.body.isWhole).toBe(false);
  });

  it('is cut at the cap, with the whole size noted', async () => {
    await app.admin('PATCH', '/admin/settings', { captureMaxBytes: 1024 });
    const long = { ...MESSAGE, note: 'x'.repeat(5000) };
    upstream.always(json({ id: 'a', text: 'y'.repeat(9000) }));
    await order({ count: 1 });
    const answer = await (await app.post('/v1/messages', long)).text();
    expect(answer.length).toBeGreaterThan(9000);
    const [view] = await stored();
    expect(view?.request.body).toMatchObject({ isWhole: false, keptBytes: 1024 });
    expect(view?.request.body?.wireBytes).toBe(JSON.stringify(long).length);
    expect(view?.answer?.body).toMatchObject({
      isWhole: false,
      keptBytes: 1024,
      wireBytes: answer.length,
    });
    expect(view?.returned).toBeNull();
  });

  it('keeps binary uploads byte for byte', async () => {
    const binary = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    const body = Buffer.concat([
      Buffer.from('--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n--b\r\n'),
      Buffer.from('content-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'),
      binary,
      Buffer.from('\r\n--b--\r\n'),
    ]);
    await order({ count: 1 });
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    await app.post('/v1/audio/transcriptions', body, type);
    const view = await storedOne();
    expect((await bodyOf(view, 'request')).equals(body)).toBe(true);
    const curl = await app.adminData<CurlCommands>('GET', `/admin/requests/${view.requestId}/curl`);
    expect(curl.proxy).toContain("'@request-body.bin'");
    expect(curl.notes).toHaveLength(1);
  });
});

function query(sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path.join(app.folder, 'ccload.db'), { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

describe('no secret', () => {
  it('is in anything that was stored, wherever it stood', async () => {
    const COOKIE = 'ccload_8080=0123456789abcdef0123456789abcdef';
    const forms = [KEY, JSON.stringify(KEY).replaceAll('/', '\\/'), encodeURIComponent(KEY)];
    upstream.always(
      bytes(
        Buffer.from(`bad key ${forms.join(' ')} of ${TEST_TOKEN}`),
        { 'x-echo': KEY, 'set-cookie': 'session=abcdef0123456789', 'x-again': `Bearer ${KEY}` },
        400,
      ),
    );
    await order({ count: 2 });
    await app.post(
      `/v1/messages?key=${TEST_TOKEN}`,
      { ...MESSAGE, note: TEST_TOKEN },
      {
        authorization: `Bearer ${TEST_TOKEN}`,
        cookie: COOKIE,
      },
    );
    await stored();
    upstream.always(
      bytes(zlib.gzipSync(`{"id":"${KEY}"}`), {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      }),
    );
    await app.post('/v1/messages', MESSAGE);
    await waitFor(async () => ((await statusNow()).stored.attempts === 2 ? true : null), 'both');
    const said = allStored();
    expect(said).toContain('bad key');
    for (const secret of [...forms, TEST_TOKEN, '0123456789abcdef', 'abcdef0123456789']) {
      expect(said).not.toContain(secret);
    }
  });

  it('is left behind by a cap that cuts it in two', async () => {
    await app.admin('PATCH', '/admin/settings', { captureMaxBytes: 1024 });
    upstream.always(json({ id: 'a', note: `${'x'.repeat(980)}${KEY}${'y'.repeat(100)}` }));
    await order({ count: 1 });
    await app.post('/v1/messages', MESSAGE);
    await stored();
    expect(allStored()).not.toContain(KEY.slice(0, 8));
  });
});

describe('an order for the next requests', () => {
  it('captures exactly so many of fifty that come at once', async () => {
    const { id } = await order({ count: 7 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.post('/v1/messages', MESSAGE)),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    const { orders } = await statusNow();
    expect(orders).toMatchObject([{ id, count: 7, left: 0 }]);
    await waitFor(async () => ((await statusNow()).stored.requests >= 7 ? true : null), 'seven');
    await app.records(50);
    expect((await statusNow()).stored.requests).toBe(7);
  });

  it('counts a request once, however many attempts it takes', async () => {
    await app.addChannel({ name: 'Two', url: upstream.url, keys: [{ secret: OTHER_KEY }] });
    upstream.next(status(500));
    await order({ count: 2 });
    await app.post('/v1/messages', MESSAGE);
    expect(await stored()).toHaveLength(2);
    expect((await statusNow()).orders).toMatchObject([{ left: 1 }]);
  });

  it('may be for one channel, token or model', async () => {
    const two = await app.addChannel({ name: 'Two', url: upstream.url, models: ['other-1'] });
    await order({ count: 5, channelId: two.id });
    await order({ count: 5, model: 'oth*' });
    await app.post('/v1/messages', MESSAGE);
    expect((await statusNow()).orders.map(({ left }) => left)).toEqual([5, 5]);
    const unknown = await app.admin('POST', '/admin/captures/orders', { count: 1, tokenId: 99 });
    expect(unknown.status).toBe(400);
  });

  it('can be taken back', async () => {
    const { id } = await order({ count: 5 });
    const at = `/admin/captures/orders/${String(id)}`;
    for (const code of [200, 404]) expect((await app.admin('DELETE', at)).status).toBe(code);
    await app.post('/v1/messages', MESSAGE);
    await app.records(1);
    expect((await statusNow()).stored.requests).toBe(0);
  });
});

describe('a switch', () => {
  it('captures all requests of its token until it is off, also after a restart', async () => {
    const tokens = await app.adminData<{ id: number; name: string }[]>('GET', '/admin/tokens');
    const test = tokens.find(({ name }) => name === 'Test');
    await app.adminData('PATCH', '/admin/captures', { tokenIds: [test?.id] });
    const { folder } = app;
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder });
    await app.post('/v1/messages', MESSAGE);
    expect(await stored()).toHaveLength(1);
    await app.adminData('PATCH', '/admin/captures', { tokenIds: [] });
    await app.post('/v1/messages', MESSAGE);
    await app.records(2);
    expect((await statusNow()).stored.requests).toBe(1);
  });
});

describe('captures', () => {
  it('are deleted one by one, or all together', async () => {
    await order({ count: 2 });
    await app.post('/v1/messages', MESSAGE);
    const [first] = await stored();
    await app.post('/v1/messages', MESSAGE);
    await waitFor(async () => ((await statusNow()).stored.requests === 2 ? true : null), 'two');
    const one = await app.adminData('DELETE', `/admin/requests/${first?.requestId ?? ''}/capture`);
    expect(one).toEqual({ removed: 1 });
    expect(await app.adminData('DELETE', '/admin/captures')).toEqual({ removed: 1 });
    expect((await statusNow()).stored.requests).toBe(0);
  });
});
