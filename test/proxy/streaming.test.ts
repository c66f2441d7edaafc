import { createHash } from 'node:crypto';
import http from 'node:http';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedUpstream, sse } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const DIALECT = STREAM_DIALECTS.anthropic;
const STREAM = DIALECT.request;
const EVENT_STREAM = { 'content-type': 'text/event-stream' };

let upstream: ScriptedUpstream;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

async function start(): Promise<void> {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start({ channels: [{ url: upstream.url }] });
}

function openStream(agent?: http.Agent, body: object = STREAM): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${app.address}/v1/messages`,
      {
        method: 'POST',
        headers: { 'x-api-key': TEST_TOKEN, 'content-type': 'application/json' },
        ...(agent === undefined ? {} : { agent }),
      },
      resolve,
    );
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

/** All of an answer, and whether the client was told that this is all. */
function readToEnd(response: http.IncomingMessage): Promise<{ text: string; isWhole: boolean }> {
  return new Promise((resolve) => {
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    response.on('end', () => {
      resolve({ text, isWhole: true });
    });
    response.on('error', () => {
      resolve({ text, isWhole: false });
    });
  });
}

/** Resolves once the answer's head is here and has not proven itself yet. */
async function held(): Promise<void> {
  await waitFor(async () => {
    const { inFlight } = await app.adminData<{ inFlight: { phase: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    return inFlight[0]?.phase === 'held';
  }, 'the answer being held');
}

describe('a stream', () => {
  it('begins with its first output, and then every event passes without waiting for more', async () => {
    await start();
    let res: http.ServerResponse | undefined;
    upstream.always((_req, answer) => {
      res = answer;
      answer.writeHead(200, EVENT_STREAM);
      answer.write(DIALECT.start);
    });
    let response: http.IncomingMessage | undefined;
    void openStream().then((opened) => (response = opened));
    await held();
    expect(response).toBeUndefined();
    res?.write(DIALECT.delta('first'));
    const opened = await waitFor(() => response, 'the head');
    expect(opened.headers['content-type']).toBe('text/event-stream');
    let seen = '';
    opened.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    let sent = DIALECT.start + DIALECT.delta('first');
    await waitFor(() => seen === sent, 'what was held');
    for (let i = 0; i < 20; i++) {
      // The next event is written only after the client has this one: a proxy that waits for more would hang here.
      sent += DIALECT.delta(String(i));
      res?.write(DIALECT.delta(String(i)));
      await waitFor(() => seen === sent, `event ${String(i)}`);
    }
    res?.end(DIALECT.end);
  });

  it('keeps the upstream’s head and bytes', async () => {
    await start();
    const events = [DIALECT.start, ': a comment\n\n', DIALECT.delta('é漢😀'), DIALECT.end];
    upstream.always(sse(events, { 'request-id': 'req_7' }));
    const response = await app.post('/v1/messages', STREAM);
    expect(response.headers.get('request-id')).toBe('req_7');
    expect(await response.text()).toBe(events.join(''));
  });

  it('waits for a slow client instead of filling the memory', async () => {
    await start();
    const chunk = Buffer.from(DIALECT.delta('x'.repeat(64 * 1024)));
    const count = 1000;
    let written = 0;
    upstream.always(async (_req, res) => {
      res.writeHead(200, EVENT_STREAM);
      res.write(DIALECT.start);
      while (written < count && !res.destroyed) {
        written += 1;
        if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end(DIALECT.end);
    });
    const response = await openStream();
    response.pause();
    // Kernel buffers on both legs and ours take some; then the upstream stands still.
    let last = -1;
    await waitFor(async () => {
      const before = last;
      last = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return written === before;
    }, 'the upstream to stand still');
    expect(written).toBeLessThan(count / 2);
    let received = 0;
    response.on('data', (part: Buffer) => (received += part.length));
    response.resume();
    const total = DIALECT.start.length + count * chunk.length + DIALECT.end.length;
    await waitFor(() => received === total, 'the whole answer');
  });
});

describe('an answer that breaks off after its gate', () => {
  it('ends an event stream behind its last whole event with an error event', async () => {
    await start();
    const whole = DIALECT.start + DIALECT.delta('1');
    upstream.always((_req, res) => {
      res.writeHead(200, EVENT_STREAM);
      res.write(whole + DIALECT.delta('cut').slice(0, 40), () => res.socket?.resetAndDestroy());
    });
    const { text, isWhole } = await readToEnd(await openStream());
    expect(isWhole).toBe(true);
    expect(text.slice(0, whole.length)).toBe(whole);
    const [name, data, ...rest] = text.slice(whole.length).split('\n');
    expect([name, ...rest]).toEqual(['event: error', '', '']);
    expect(JSON.parse(data?.slice('data: '.length) ?? '')).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('broke off') as string },
    });
    await expectBroken();
  });

  it('ends a stream without its end marker in the same way', async () => {
    await start();
    const whole = DIALECT.start + DIALECT.delta('1');
    upstream.always(sse([whole]));
    const { text } = await readToEnd(await openStream());
    expect(text.slice(0, whole.length)).toBe(whole);
    expect(text.slice(whole.length)).toMatch(/^event: error\ndata: .*without the end marker/);
    await expectBroken();
  });

  it('ends a compressed event stream in a broken connection, with nothing added', async () => {
    await start();
    const gzip = zlib.createGzip();
    const packed: Buffer[] = [];
    gzip.on('data', (chunk: Buffer) => packed.push(chunk));
    gzip.write(DIALECT.start + DIALECT.delta('1'));
    await new Promise<void>((resolve) => {
      gzip.flush(resolve);
    });
    gzip.destroy();
    const sent = Buffer.concat(packed);
    let breakOff: () => void = () => undefined;
    upstream.always((_req, res) => {
      res.writeHead(200, { ...EVENT_STREAM, 'content-encoding': 'gzip' });
      res.write(sent);
      breakOff = () => res.socket?.resetAndDestroy();
    });
    const response = await openStream();
    const received: Buffer[] = [];
    response.on('data', (chunk: Buffer) => received.push(chunk));
    const ended = readToEnd(response);
    await waitFor(() => Buffer.concat(received).length === sent.length, 'what was sent');
    breakOff();
    expect((await ended).isWhole).toBe(false);
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    await expectBroken();
  });

  it('ends a JSON answer too large to be held in a broken connection', async () => {
    await start();
    let breakOff: () => void = () => undefined;
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write(`{"id":"msg_1","text":"${'x'.repeat(2_000_000)}`);
      breakOff = () => res.socket?.resetAndDestroy();
    });
    const response = await openStream(undefined, { ...STREAM, stream: false });
    const ended = readToEnd(response);
    breakOff();
    expect((await ended).isWhole).toBe(false);
    await expectBroken();
  });

  async function expectBroken(): Promise<void> {
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'broken', status: 200, attemptCount: 1 });
    expect((await app.detail(record?.id ?? '')).attempts).toMatchObject([
      { outcome: 'broken', blame: 'model', status: 200 },
    ]);
    // What has reached the client is never asked for again.
    expect(upstream.requests).toHaveLength(1);
  }
});

describe('a thousand streams at once', () => {
  it('all arrive byte for byte', async () => {
    await start();
    const count = 1000;
    const open: http.ServerResponse[] = [];
    const hashes = new Map<string, string>();
    upstream.always((req, res) => {
      const n = open.push(res) - 1;
      res.writeHead(200, { ...EVENT_STREAM, 'x-n': String(n) });
      res.write(DIALECT.start + DIALECT.delta(String(req.body.length)));
    });
    const agent = new http.Agent({ maxSockets: Infinity });
    const responses = await Promise.all(Array.from({ length: count }, () => openStream(agent)));
    expect(open).toHaveLength(count);
    const received = responses.map(async (response) => {
      const hash = createHash('sha256');
      for await (const chunk of response) hash.update(chunk as Buffer);
      return [response.headers['x-n'], hash.digest('hex')];
    });
    for (const [n, res] of open.entries()) {
      const hash = createHash('sha256');
      hash.update(DIALECT.start + DIALECT.delta(String(JSON.stringify(STREAM).length)));
      for (let i = 0; i < 5; i++) {
        const event = DIALECT.delta(`é漢😀 ${String(n)} ${String(i)}`);
        hash.update(event);
        res.write(event);
      }
      hash.update(DIALECT.end);
      res.end(DIALECT.end);
      hashes.set(String(n), hash.digest('hex'));
    }
    for (const [n, digest] of await Promise.all(received)) {
      expect(digest).toBe(hashes.get(String(n)));
    }
    agent.destroy();
  }, 60_000);
});
