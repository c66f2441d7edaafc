import { createHash } from 'node:crypto';
import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptedUpstream, sse } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const STREAM = { model: 'm', max_tokens: 5, messages: [], stream: true };

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

function openStream(agent?: http.Agent): Promise<http.IncomingMessage> {
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
    request.end(JSON.stringify(STREAM));
  });
}

describe('a stream', () => {
  it('passes its head and every event on without waiting for more', async () => {
    await start();
    let res: http.ServerResponse | undefined;
    upstream.always((_req, answer) => {
      res = answer;
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.flushHeaders();
    });
    const response = await openStream();
    expect(response.headers['content-type']).toBe('text/event-stream');
    let seen = '';
    response.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    for (let i = 0; i < 20; i++) {
      // The next event is written only after the client has this one: a proxy that waits for more would hang here.
      res?.write(`data: ${String(i)}\n\n`);
      await waitFor(() => seen.endsWith(`data: ${String(i)}\n\n`), `event ${String(i)}`);
    }
    res?.end();
  });

  it('keeps its head back no longer than the upstream does', async () => {
    await start();
    upstream.always(sse(['data: 1\n\n', 'data: 2\n\n'], { 'request-id': 'req_7' }));
    const response = await app.post('/v1/messages', STREAM);
    expect(response.headers.get('request-id')).toBe('req_7');
    expect(await response.text()).toBe('data: 1\n\ndata: 2\n\n');
  });

  it('ends in a broken connection when the upstream breaks off', async () => {
    await start();
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: 1\n\n', () => res.socket?.resetAndDestroy());
    });
    const response = await openStream();
    const end = new Promise((resolve) => {
      response.on('end', () => {
        resolve('complete');
      });
      response.on('error', () => {
        resolve('broken');
      });
    });
    response.resume();
    expect(await end).toBe('broken');
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'broken', status: 200, attemptCount: 1 });
    expect((await app.detail(record?.id ?? '')).attempts).toMatchObject([
      { outcome: 'broken', blame: 'model', status: 200 },
    ]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('waits for a slow client instead of filling the memory', async () => {
    await start();
    const chunk = Buffer.alloc(64 * 1024, 120);
    const total = 64 * 1024 * 1024;
    let written = 0;
    upstream.always(async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      while (written < total && !res.destroyed) {
        written += chunk.length;
        if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end();
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
    expect(written).toBeLessThan(total / 2);
    let received = 0;
    response.on('data', (part: Buffer) => (received += part.length));
    response.resume();
    await waitFor(() => received === total, 'the whole answer');
  });
});

describe('a thousand streams at once', () => {
  it('all arrive byte for byte', async () => {
    await start();
    const count = 1000;
    const open: http.ServerResponse[] = [];
    const hashes = new Map<string, string>();
    upstream.always((req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'x-n': String(open.length) });
      open.push(res);
      res.write(`data: ${String(req.body.length)}\n\n`);
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
      const hash = createHash('sha256').update(
        `data: ${String(JSON.stringify(STREAM).length)}\n\n`,
      );
      for (let i = 0; i < 5; i++) {
        const event = `event: delta\ndata: {"stream":${String(n)},"text":"é漢😀 ${String(i)}"}\n\n`;
        hash.update(event);
        res.write(event);
      }
      res.end();
      hashes.set(String(n), hash.digest('hex'));
    }
    for (const [n, digest] of await Promise.all(received)) {
      expect(digest).toBe(hashes.get(String(n)));
    }
    agent.destroy();
  }, 60_000);
});
