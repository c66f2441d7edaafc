import http from 'node:http';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Protocol } from '../../main/contracts/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { json, ScriptedUpstream, sse, status, type Step } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS, type StreamDialect } from '../support/stream-dialects.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const COMMENT = ': keep-alive\n\n';
const EVENT_STREAM = { 'content-type': 'text/event-stream' };
const ANTHROPIC = STREAM_DIALECTS.anthropic;
const PROTOCOLS = Object.keys(STREAM_DIALECTS) as Protocol[];

let clock: ManualClock;
let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;
/** The answer of the first channel, which waits for the test to go on. */
let held: http.ServerResponse | undefined;

afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

async function start(options: Parameters<typeof TestApp.start>[0] = {}): Promise<void> {
  clock = new ManualClock();
  held = undefined;
  first = await ScriptedUpstream.start((_req, res) => void (held = res));
  second = await ScriptedUpstream.start(json({ served: 'second' }));
  app = await TestApp.start({
    clock,
    channels: [
      { name: 'First', url: first.url, priority: 2 },
      { name: 'Second', url: second.url, priority: 1 },
    ],
    ...options,
  });
}

/** What the client has of its answer so far. */
type Seen = { response: http.IncomingMessage | null; text: string; end: 'whole' | 'cut' | null };

function ask(path: string, body: object): Seen & { request: http.ClientRequest } {
  const request = http.request(`${app.address}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': TEST_TOKEN, 'content-type': 'application/json' },
  });
  const seen: Seen & { request: http.ClientRequest } = {
    request,
    response: null,
    text: '',
    end: null,
  };
  request.on('error', () => (seen.end = 'cut'));
  request.on('response', (response) => {
    seen.response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => (seen.text += text));
    response.on('end', () => (seen.end = 'whole'));
    response.on('error', () => (seen.end = 'cut'));
  });
  request.end(JSON.stringify(body));
  return seen;
}

/** Asks for a stream and waits until the client has its early head. */
async function askUntilEarly(dialect: StreamDialect): Promise<Seen> {
  const seen = ask(dialect.path, dialect.request);
  await waitFor(() => held, 'the attempt');
  clock.advance(30_000);
  await waitFor(() => seen.text === COMMENT, 'the first comment');
  return seen;
}

function answerHeld(step: Step): void {
  if (held === undefined) throw new Error('nothing waits for an answer');
  void step(first.last, held);
}

function phase(name: string): Promise<unknown> {
  return waitFor(async () => {
    const { inFlight } = await app.adminData<{ inFlight: { phase: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    return inFlight[0]?.phase === name;
  }, `the phase ${name}`);
}

function gzipped(events: string): Step {
  return (_req, res) => {
    res.writeHead(200, { ...EVENT_STREAM, 'content-encoding': 'gzip' });
    res.end(zlib.gzipSync(events));
  };
}

/** The beginning of a compressed stream, from which all of the events can be read. */
async function beginningOfGzip(events: string): Promise<Buffer> {
  const gzip = zlib.createGzip();
  const packed: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => packed.push(chunk));
  gzip.write(events);
  await new Promise<void>((resolve) => {
    gzip.flush(resolve);
  });
  gzip.destroy();
  return Buffer.concat(packed);
}

describe('a stream whose gate stays closed', () => {
  it.each(PROTOCOLS)('gets its head and comments after 30 s, then its answer: %s', async (name) => {
    await start();
    const dialect = STREAM_DIALECTS[name];
    const whole = dialect.start + dialect.delta('hi') + dialect.end;
    const seen = ask(dialect.path, dialect.request);
    await waitFor(() => held, 'the attempt');
    held?.writeHead(200, { ...EVENT_STREAM, 'request-id': 'req_1' });
    held?.write(dialect.start);
    await phase('held');
    clock.advance(29_000);
    expect(seen.response).toBeNull();
    clock.advance(1000);
    await waitFor(() => seen.text === COMMENT, 'the first comment');
    expect(seen.response?.statusCode).toBe(200);
    expect(seen.response?.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(seen.response?.headers['content-encoding']).toBeUndefined();
    clock.advance(15_000);
    await waitFor(() => seen.text === COMMENT + COMMENT, 'the second comment');
    held?.write(dialect.delta('hi'));
    await waitFor(() => seen.text.includes(dialect.delta('hi')), 'the first output');
    // From now on the answer speaks for itself.
    clock.advance(60_000);
    held?.end(dialect.end);
    await waitFor(() => seen.end, 'the end');
    expect(seen.text).toBe(COMMENT + COMMENT + whole);
    expect(seen.end).toBe('whole');
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'answered', status: 200, isHeadSentEarly: true });
  });

  it('still fails over, and nothing of the failed answer is seen', async () => {
    await start();
    const dialect = ANTHROPIC;
    const whole = dialect.start + dialect.delta('from the second') + dialect.end;
    second.always(sse([whole]));
    const seen = ask(dialect.path, dialect.request);
    await waitFor(() => held, 'the attempt');
    held?.writeHead(200, EVENT_STREAM);
    held?.write(dialect.start.replace('msg_1', 'msg_failed'));
    await phase('held');
    clock.advance(30_000);
    await waitFor(() => seen.text === COMMENT, 'the first comment');
    held?.end('event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n');
    await waitFor(() => seen.end, 'the end');
    expect(seen.text).toBe(COMMENT + whole);
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'answered', channelName: 'Second', attemptCount: 2 });
  });

  it('gets a compressed answer decoded, because its head named no coding', async () => {
    await start();
    const whole = ANTHROPIC.start + ANTHROPIC.delta('é漢😀 '.repeat(5000)) + ANTHROPIC.end;
    second.always(gzipped(whole));
    const seen = await askUntilEarly(ANTHROPIC);
    answerHeld(status(529));
    await waitFor(() => seen.end, 'the end');
    expect(seen.text).toBe(COMMENT + whole);
    expect(seen.end).toBe('whole');
  });

  it('ends behind the last whole event when a compressed answer breaks off', async () => {
    await start();
    const whole = ANTHROPIC.start + ANTHROPIC.delta('hi');
    const seen = await askUntilEarly(ANTHROPIC);
    held?.writeHead(200, { ...EVENT_STREAM, 'content-encoding': 'gzip' });
    held?.write(await beginningOfGzip(whole + ANTHROPIC.delta('never whole').slice(0, -20)));
    await waitFor(() => seen.text === COMMENT + whole, 'the whole events');
    held?.socket?.resetAndDestroy();
    await waitFor(() => seen.end, 'the end');
    expect(seen.text.slice(0, COMMENT.length + whole.length)).toBe(COMMENT + whole);
    expect(seen.text.slice(COMMENT.length + whole.length)).toMatch(
      /^event: error\ndata: \{"type":"error".*\}\n\n$/,
    );
    expect(seen.end).toBe('whole');
    expect((await app.records(1))[0]).toMatchObject({ outcome: 'broken', status: 200 });
    expect(second.requests).toHaveLength(0);
  });

  it.each([
    ['a JSON answer', json({ id: 'msg_1', content: [{ type: 'text', text: 'no events' }] })],
    [
      'an answer in a coding that nobody knows',
      ((_req, res) => {
        res.writeHead(200, { ...EVENT_STREAM, 'content-encoding': 'x-own' });
        res.end('unreadable');
      }) satisfies Step,
    ],
  ])('leaves %s behind, which its head does not fit', async (_what, step) => {
    await start();
    const whole = ANTHROPIC.start + ANTHROPIC.delta('hi') + ANTHROPIC.end;
    second.always(sse([whole]));
    const seen = await askUntilEarly(ANTHROPIC);
    answerHeld(step);
    await waitFor(() => seen.end, 'the end');
    expect(seen.text).toBe(COMMENT + whole);
  });
});

describe('a failure behind an early head', () => {
  /** The error event of each dialect, as the clients read it. */
  const events: Readonly<Record<Protocol, (data: string) => unknown>> = {
    anthropic: (text) => text.startsWith('event: error\n') && dataOf(text, 'error'),
    'openai-chat': (text) => dataOf(text, 'error'),
    'openai-responses': (text) =>
      text.startsWith('event: response.failed\n') && dataOf(text, 'response'),
    gemini: (text) => dataOf(text, 'error'),
  };

  function dataOf(text: string, member: string): unknown {
    const data = /^data: (.*)\n\n$/m.exec(text)?.[1] ?? '{}';
    return (JSON.parse(data) as Record<string, unknown>)[member];
  }

  it.each(PROTOCOLS)(
    'is the error event of the protocol when all channels fail: %s',
    async (name) => {
      await start();
      second.always(status(500, 'internal trouble'));
      const seen = await askUntilEarly(STREAM_DIALECTS[name]);
      answerHeld(status(529, 'overloaded now'));
      await waitFor(() => seen.end, 'the end');
      const text = seen.text.slice(COMMENT.length);
      const said = JSON.stringify(events[name](text));
      expect(said).toContain('No channel could answer (2 attempts)');
      expect(said).toContain('internal trouble');
      expect(seen.end).toBe('whole');
      const [record] = await app.records(1);
      expect(record).toMatchObject({ outcome: 'upstreamFailed', isHeadSentEarly: true });
    },
  );

  it.each([
    ['a 400', 400],
    ['an error inside a 200', 200],
  ])(
    'tells what the upstream said of the client’s request, its key masked: %s',
    async (_what, code) => {
      await start();
      const message = 'prompt is too long for sk-upstream-key-abcdef123456';
      const seen = await askUntilEarly(ANTHROPIC);
      answerHeld(json({ type: 'error', error: { type: 'invalid_request_error', message } }, code));
      await waitFor(() => seen.end, 'the end');
      const said = JSON.stringify(events.anthropic(seen.text.slice(COMMENT.length)));
      expect(said).toContain('prompt is too long for sk-u…3456');
      expect(said).toContain('invalid_request_error');
      expect(second.requests).toHaveLength(0);
    },
  );

  it('says so when the request is cancelled by hand', async () => {
    await start();
    const seen = await askUntilEarly(ANTHROPIC);
    const { inFlight } = await app.adminData<{ inFlight: { id: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    await app.admin('POST', `/admin/in-flight/${inFlight[0]?.id ?? ''}/cancel`);
    await waitFor(() => seen.end, 'the end');
    expect(seen.text).toMatch(/^: keep-alive\n\nevent: error\n.*cancelled by hand/);
    await first.last.aborted;
    expect((await app.records(1))[0]).toMatchObject({ outcome: 'cancelled' });
  });

  it('is nobody’s when the client leaves', async () => {
    await start();
    const seen = ask(ANTHROPIC.path, ANTHROPIC.request);
    await waitFor(() => held, 'the attempt');
    clock.advance(30_000);
    await waitFor(() => seen.text === COMMENT, 'the first comment');
    seen.request.destroy();
    await first.last.aborted;
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'clientLeft', isHeadSentEarly: true });
    expect((await app.detail(record?.id ?? '')).attempts).toMatchObject([{ blame: 'nobody' }]);
    expect(second.requests).toHaveLength(0);
  });
});

describe('nothing is sent early', () => {
  const GEMINI = STREAM_DIALECTS.gemini;

  it.each([
    ['where no stream is asked for', '/v1/messages', { model: 'm', messages: [] }, {}],
    [
      'where Gemini’s stream is a JSON array',
      GEMINI.path.replace('?alt=sse', ''),
      GEMINI.request,
      {},
    ],
    [
      'where the setting is off',
      ANTHROPIC.path,
      ANTHROPIC.request,
      { settings: { keepAliveAfterMs: 0 } },
    ],
  ])('%s', async (_where, path, body, options) => {
    await start(options);
    const seen = ask(path, body);
    await waitFor(() => held, 'the attempt');
    clock.advance(60_000);
    answerHeld(status(400, 'yours'));
    await waitFor(() => seen.end, 'the end');
    // With an early head the status could not be this one.
    expect(seen.response?.statusCode).toBe(400);
    expect(JSON.parse(seen.text)).toMatchObject({ error: { message: 'yours' } });
    expect((await app.records(1))[0]).toMatchObject({ isHeadSentEarly: false, status: 400 });
  });
});
