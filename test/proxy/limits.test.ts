import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { Settings } from '../../main/contracts/settings.ts';
import { DIALECTS, errorOf } from '../support/limit-dialects.ts';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'm', messages: [] };

let upstream: ScriptedUpstream;
let app: TestApp;

async function start(settings: Partial<Settings> = {}): Promise<void> {
  upstream = await ScriptedUpstream.start(json({ ok: true }));
  app = await TestApp.start({ channels: [{ url: upstream.url }], settings });
}

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

describe('the limit of requests at once', () => {
  it('lets further requests wait their turn', async () => {
    await start({ maxConcurrency: 2 });
    const open: ServerResponse[] = [];
    upstream.always((_req, res) => void open.push(res));
    const answers = Array.from({ length: 5 }, () => app.post('/v1/messages', MESSAGE));
    for (let served = 0; served < 5; served++) {
      const res = await waitFor(() => open[served], 'the next request');
      expect(open.length - served).toBeLessThanOrEqual(2);
      res.end('{"id":"msg_1"}');
      await waitFor(() => open.length > Math.min(served + 1, 4), 'the one after it');
    }
    for (const answer of answers) expect((await answer).status).toBe(200);
  });
});

describe('the queue of those that wait', () => {
  const open: ServerResponse[] = [];

  async function full(settings: Partial<Settings>): Promise<Response> {
    open.length = 0;
    await start({ maxConcurrency: 1, ...settings });
    upstream.always((_req, res) => void open.push(res));
    return app.post('/v1/messages', MESSAGE);
  }

  it('refuses more than it holds, in the dialect of the caller', async () => {
    const running = full({ maxQueued: 0 });
    await waitFor(() => open[0], 'the running request');
    for (const { protocol, path, body } of DIALECTS) {
      const refused = await app.post(path, body);
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(errorOf(protocol, await refused.json())).toContain('setting "maxQueued"');
    }
    open[0]?.end('{"id":"msg_1"}');
    expect((await running).status).toBe(200);
    const refusals = (await app.records(5)).filter(({ outcome }) => outcome === 'rejected');
    expect(refusals).toHaveLength(4);
  });

  it('ends a wait that takes too long', async () => {
    const running = full({ queueTimeoutMs: 30 });
    await waitFor(() => open[0], 'the running request');
    const refused = await app.post('/v1/messages', MESSAGE);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.text()).toContain('queueTimeoutMs');
    open[0]?.end('{"id":"msg_1"}');
    expect((await running).status).toBe(200);
  });

  it('is left by a client that leaves, whose slot goes to the next', async () => {
    const running = full({});
    await waitFor(() => open[0], 'the running request');
    const leaving = new AbortController();
    const left = app
      .request('/v1/messages', {
        method: 'POST',
        body: JSON.stringify(MESSAGE),
        signal: leaving.signal,
      })
      .catch(() => 'left');
    const phases = async (): Promise<string[]> => {
      const live = await app.adminData<{ inFlight: { phase: string }[] }>(
        'GET',
        '/admin/in-flight',
      );
      return live.inFlight.map(({ phase }) => phase);
    };
    await waitFor(async () => (await phases()).includes('queued'), 'the waiting request');
    leaving.abort();
    expect(await left).toBe('left');
    await waitFor(async () => !(await phases()).includes('queued'), 'the queue to be empty');
    const next = app.post('/v1/messages', MESSAGE);
    open[0]?.end('{"id":"msg_1"}');
    (await waitFor(() => open[1], 'the next request')).end('{"id":"msg_2"}');
    expect((await running).status).toBe(200);
    expect((await next).status).toBe(200);
    expect(upstream.requests).toHaveLength(2);
  });
});

describe('a setting', () => {
  it('acts at once, without a restart', async () => {
    await start();
    const large = { ...MESSAGE, filler: 'x'.repeat(5000) };
    expect((await app.post('/v1/messages', large)).status).toBe(200);
    const patched = await app.admin('PATCH', '/admin/settings', { maxBodyBytes: 2048 });
    expect(patched.ok).toBe(true);
    expect((await app.post('/v1/messages', large)).status).toBe(413);
  });

  it('decides whether programs on this machine need a token', async () => {
    await start();
    const bare = (headers: Record<string, string> = {}) =>
      fetch(`${app.address}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify(MESSAGE),
        headers,
      });
    expect((await bare()).status).toBe(401);
    await app.admin('PATCH', '/admin/settings', { isLocalTokenOptional: true });
    // fetch sends fetch metadata only in browsers; Node's sends `sec-fetch-mode` alone.
    expect((await bare()).status).toBe(200);
    expect((await bare({ origin: 'https://evil.example' })).status).toBe(401);
    expect((await bare({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(401);
  });

  it('names the browser origins that may call the data plane', async () => {
    await start();
    const ask = (method: string, origin: string) =>
      app.request('/v1/models', {
        method,
        headers: { origin, 'access-control-request-headers': 'x-api-key' },
      });
    expect(
      (await ask('GET', 'http://good.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
    await app.admin('PATCH', '/admin/settings', { corsOrigins: ['http://good.example'] });
    const preflight = await ask('OPTIONS', 'http://good.example');
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://good.example');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-api-key');
    expect(
      (await ask('GET', 'http://good.example')).headers.get('access-control-allow-origin'),
    ).toBe('http://good.example');
    expect(
      (await ask('GET', 'http://evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});

describe('when the program stops', () => {
  it('lets running requests end, refuses to wait for ever, and says what happened', async () => {
    await start({ drainMs: 3000 });
    let finish: () => void = () => undefined;
    upstream.always((_req, res) => {
      finish = () => res.end('{"late":true}');
    });
    const answer = app.post('/v1/messages', MESSAGE);
    await waitFor(() => upstream.requests.length === 1, 'the request');
    const { folder } = app;
    const stopped = app.stop({ keepFolder: true });
    await waitFor(async () => {
      try {
        await app.post('/v1/messages', MESSAGE);
        return false;
      } catch {
        return true;
      }
    }, 'new connections being refused');
    finish();
    expect(await (await answer).json()).toEqual({ late: true });
    await stopped;
    app = await TestApp.start({ folder });
    expect((await app.records(1))[0]).toMatchObject({ outcome: 'answered' });
  });

  it('interrupts what runs longer than it may, and the record says so', async () => {
    await start({ drainMs: 50 });
    upstream.always(() => undefined);
    const answer = app.post('/v1/messages', MESSAGE).then(
      (response) => response.status,
      () => 'cut',
    );
    await waitFor(() => upstream.requests.length === 1, 'the request');
    const { folder } = app;
    await app.stop({ keepFolder: true });
    expect([503, 'cut']).toContain(await answer);
    app = await TestApp.start({ folder });
    expect((await app.records(1))[0]).toMatchObject({ outcome: 'interrupted' });
  });
});
