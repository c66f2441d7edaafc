import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { hang, json, ScriptedUpstream, sse } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'm', messages: [] };
const DIALECT = STREAM_DIALECTS.anthropic;

let clock: ManualClock;
let upstream: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  clock = new ManualClock();
  upstream = await ScriptedUpstream.start(hang);
  app = await TestApp.start({
    clock,
    channels: [{ url: upstream.url }],
    settings: {
      firstByteTimeoutMs: 1000,
      idleTimeoutMs: 2000,
      totalTimeoutMs: 5000,
      gateTimeoutMs: 7000,
    },
  });
});
afterEach(async () => {
  await app.stop();
  await upstream.close();
});

/** Lets time pass until the upstream sees its connection closed; returns how much of it did. */
async function timeUntilAborted(): Promise<number> {
  const startedAt = clock.now();
  let isAborted = false;
  void upstream.last.aborted.then(() => (isAborted = true));
  await waitFor(() => {
    if (!isAborted) clock.advance(100);
    return isAborted;
  }, 'the upstream being aborted');
  return clock.now() - startedAt;
}

describe('the time of an attempt', () => {
  it('ends when no first byte of a stream comes', async () => {
    const answer = app.post('/v1/messages', { ...MESSAGE, stream: true });
    await waitFor(() => upstream.requests.length === 1, 'the attempt');
    expect(await timeUntilAborted()).toBeLessThan(3000);
    expect((await answer).status).toBe(503);
    await app.logged(/no first byte within 1 s/);
  });

  it('ends when a whole answer does not come', async () => {
    const answer = app.post('/v1/messages', MESSAGE);
    await waitFor(() => upstream.requests.length === 1, 'the attempt');
    clock.advance(4000);
    expect(await timeUntilAborted()).toBeGreaterThan(0);
    expect((await answer).status).toBe(503);
    await app.logged(/no whole answer within 5 s/);
  });

  it('goes on as long as a stream speaks and ends when it falls silent', async () => {
    let write: (text: string) => void = () => undefined;
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      write = (text) => res.write(text);
      write(DIALECT.start + DIALECT.delta('0'));
    });
    const response = await app.post('/v1/messages', { ...MESSAGE, stream: true });
    const reader = response.body?.getReader();
    for (let i = 1; i <= 5; i++) {
      await reader?.read();
      clock.advance(1900);
      write(DIALECT.delta(String(i)));
    }
    await reader?.read();
    expect(await timeUntilAborted()).toBeGreaterThanOrEqual(1900);
    const last = await reader?.read();
    expect(Buffer.from(last?.value ?? []).toString()).toMatch(
      /^event: error\ndata: .*no further byte within 2 s.*\n\n$/,
    );
    expect((await reader?.read())?.done).toBe(true);
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'broken', detail: 'no further byte within 2 s' });
  });

  it('ends when a stream that speaks has no output', async () => {
    const good = await ScriptedUpstream.start(
      sse([DIALECT.start, DIALECT.delta('hi'), DIALECT.end]),
    );
    await app.addChannel({ name: 'Good', url: good.url, priority: -1 });
    // The clock of the test is ahead of what is on its way through real sockets: only the gate's limit may count.
    const overrides = { firstByteTimeoutMs: 60_000, idleTimeoutMs: 60_000 };
    expect((await app.admin('PATCH', '/admin/channels/1', { overrides })).status).toBe(200);
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(DIALECT.start);
      pings.push(() => res.write('event: ping\ndata: {"type":"ping"}\n\n'));
    });
    const pings: (() => void)[] = [];
    const answer = app.post('/v1/messages', { ...MESSAGE, stream: true });
    await waitFor(() => pings.length === 1, 'the attempt');
    await waitFor(() => {
      pings[0]?.();
      clock.advance(500);
      return good.requests.length === 1;
    }, 'the second channel');
    expect(await (await answer).text()).toBe(DIALECT.start + DIALECT.delta('hi') + DIALECT.end);
    await upstream.last.aborted;
    await app.logged(/no output within 7 s – blames model \(timeout\)/);
    await good.close();
  });

  it('is no longer than the client allows, and its limit is not passed on', async () => {
    const answer = app.post(
      '/v1/messages',
      { ...MESSAGE, stream: true },
      { 'x-timeout-ms': '400' },
    );
    await waitFor(() => upstream.requests.length === 1, 'the attempt');
    expect(await timeUntilAborted()).toBeLessThan(900);
    expect((await answer).status).toBe(503);
    expect(upstream.last.headers['x-timeout-ms']).toBeUndefined();
  });

  it('counts against the budget of the request', async () => {
    for (let i = 0; i < 3; i++)
      await app.addChannel({ name: `More ${String(i)}`, url: upstream.url });
    upstream.always(json({}, 500));
    upstream.next((req, res) => {
      clock.advance(121_000);
      return json({}, 500)(req, res);
    });
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(503);
    // The second may still answer after the first has used all the time up; a third is not tried.
    expect(upstream.requests).toHaveLength(2);
  });
});
