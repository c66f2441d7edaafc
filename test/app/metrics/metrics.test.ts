import { afterEach, describe, expect, it } from 'vitest';
import { Exposition } from '../../support/exposition.ts';
import { hang, json, ScriptedUpstream, status } from '../../support/scripted-upstream.ts';
import { TEST_TOKEN, TestApp } from '../../support/test-app.ts';
import { waitFor } from '../../support/wait-for.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function anUpstream(): Promise<ScriptedUpstream> {
  const upstream = await ScriptedUpstream.start();
  closers.push(() => upstream.close());
  return upstream;
}

async function anApp(options: Parameters<typeof TestApp.start>[0]): Promise<TestApp> {
  const app = await TestApp.start(options);
  closers.push(() => app.stop());
  return app;
}

async function scrape(app: TestApp): Promise<Exposition> {
  const answer = await app.admin('GET', '/metrics');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Exposition(await answer.text());
}

/** A call with this credential and no other. */
function callAs(app: TestApp, bearer: string, path: string, method = 'GET'): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}` };
  return fetch(`${app.address}${path}`, { method, headers });
}

const MODEL = 'claude-sonnet-4-5';
const HELLO = { model: MODEL, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] };
const ANSWER = {
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 100,
    cache_read_input_tokens: 1000,
    cache_creation_input_tokens: 10,
    output_tokens: 7,
  },
};
const CHAT = {
  object: 'chat.completion',
  model: 'gpt-5',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 50, completion_tokens: 5, total_tokens: 55 },
};

describe('the metrics', () => {
  it('agree with what was sent, to the last attempt and token', async () => {
    const [first, second] = [await anUpstream(), await anUpstream()];
    const app = await anApp({
      channels: [
        { name: 'The "first"\\', url: first.url, priority: 2 },
        { name: 'Second', url: second.url, priority: 1 },
      ],
      settings: { cooldownServerMs: 0, isAffinityEnabled: false },
    });
    const channel = 'The "first"\\';

    first.next(json(ANSWER), json(ANSWER), json(CHAT), status(500), status(413));
    second.next(json(ANSWER));
    for (let sent = 0; sent < 2; sent++) await (await app.post('/v1/messages', HELLO)).text();
    await (await app.post('/v1/chat/completions', { ...HELLO, model: 'gpt-5' })).text();
    await (await app.post('/v1/messages', HELLO)).text(); // fails over
    await (await app.post('/v1/messages', HELLO)).text(); // 413, relayed

    await app.records(5);
    const seen = await scrape(app);
    const requests = (labels: Record<string, string>) =>
      seen.value('ccload_requests_total', labels);
    expect(requests({})).toBe(5);
    expect(requests({ channel, protocol: 'anthropic', outcome: 'success' })).toBe(2);
    expect(requests({ channel, protocol: 'anthropic', outcome: 'error_answer' })).toBe(1);
    expect(requests({ channel, protocol: 'openai-chat', outcome: 'success' })).toBe(1);
    expect(requests({ channel: 'Second', outcome: 'success' })).toBe(1);
    expect(requests({ channel: 'Second', outcome: 'upstream_failed' })).toBe(0);

    const attempts = (labels: Record<string, string>) =>
      seen.value('ccload_attempts_total', labels);
    expect(attempts({})).toBe(6);
    expect(attempts({ channel, outcome: 'answered' })).toBe(3);
    expect(attempts({ channel, outcome: 'http500' })).toBe(1);
    expect(attempts({ channel, outcome: 'http413' })).toBe(1);
    expect(attempts({ channel: 'Second', outcome: 'answered' })).toBe(1);

    const tokens = (labels: Record<string, string>) => seen.value('ccload_tokens_total', labels);
    expect(tokens({ channel, class: 'input' })).toBe(250);
    expect(tokens({ channel, class: 'output' })).toBe(19);
    expect(tokens({ channel, class: 'cache_read' })).toBe(2000);
    expect(tokens({ channel: 'Second', class: 'cache_read' })).toBe(1000);

    expect(seen.value('ccload_first_byte_seconds_count', { channel })).toBe(4);
    expect(seen.value('ccload_request_duration_seconds_count')).toBe(5);

    const spent = await app.adminData<{ total: { costNanoUsd: number } }>(
      'GET',
      '/admin/statistics',
    );
    expect(spent.total.costNanoUsd).toBeGreaterThan(0);
    const usd = seen.value('ccload_cost_usd_total') ?? 0;
    expect(Math.round(usd * 1e9)).toBe(spent.total.costNanoUsd);
  });

  it('tell what runs, what each channel is up to, and of the process', async () => {
    const upstream = await anUpstream();
    upstream.always(hang);
    const app = await anApp({
      channels: [
        { name: 'Runs', url: upstream.url },
        { name: 'Off', url: upstream.url, enabled: false },
        { name: 'Cools', url: upstream.url },
      ],
      settings: { maxConcurrency: 1 },
    });
    const [, , cooled] = await app.adminData<{ id: number }[]>('GET', '/admin/channels');
    await app.adminData('POST', `/admin/channels/${String(cooled?.id)}/cooldown`, {
      duration_ms: 300_000,
    });
    const leave = new AbortController();
    const ask = () => {
      const body = JSON.stringify(HELLO);
      return app.request('/v1/messages', { method: 'POST', body, signal: leave.signal });
    };
    const asked = [ask()];
    await waitFor(() => upstream.requests.length > 0, 'the request');
    asked.push(ask());
    const seen = await waitFor(async () => {
      const now = await scrape(app);
      return now.value('ccload_queued_requests') === 1 ? now : null;
    }, 'a request that waits');
    expect(seen.value('ccload_in_flight_requests', { phase: 'waiting' })).toBe(1);
    expect(seen.value('ccload_in_flight_requests', { phase: 'queued' })).toBe(1);
    expect(seen.value('ccload_slots_taken')).toBe(1);
    expect(seen.value('ccload_slots')).toBe(1);
    const state = (channel: string, name: string) =>
      seen.value('ccload_channel_state', { channel, state: name });
    expect([state('Runs', 'ready'), state('Off', 'disabled'), state('Cools', 'cooling')]).toEqual([
      1, 1, 1,
    ]);
    expect(seen.value('ccload_channel_state')).toBe(3);
    expect(
      seen.value('ccload_cooldowns', { channel: 'Cools', kind: 'channel', state: 'open' }),
    ).toBe(1);
    expect(seen.value('ccload_build_info', { version: '9.9.9-test' })).toBe(1);
    expect(seen.value('ccload_database_size_bytes')).toBeGreaterThan(10_000);
    expect(seen.value('ccload_lost_records_total')).toBe(0);
    expect(seen.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(seen.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    leave.abort();
    await Promise.allSettled(asked);
  });

  it('have no label with as many values as there are tokens, keys, models or requests', async () => {
    const upstream = await anUpstream();
    const app = await anApp({ channels: [{ name: 'Only', url: upstream.url }] });
    upstream.always(json(ANSWER));
    await (await app.post('/v1/messages', HELLO)).text();
    await app.records(1);
    const answer = await app.admin('GET', '/metrics');
    const text = await answer.text();
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
    const ours = ['channel', 'class', 'kind', 'outcome', 'phase', 'protocol', 'state', 'version'];
    for (const name of labels) {
      if (!text.match(new RegExp(`^ccload_.*[{,]${String(name)}="`, 'm'))) continue;
      expect([...ours, 'le']).toContain(name);
    }
    for (const secret of [MODEL, TEST_TOKEN, 'sk-u', 'Test']) expect(text).not.toContain(secret);
  });

  it('are those of one program where several run, and forget a channel that is gone', async () => {
    const upstream = await anUpstream();
    upstream.always(json(ANSWER));
    const busy = await anApp({ channels: [{ name: 'Busy', url: upstream.url }] });
    const idle = await anApp({ channels: [{ name: 'Idle', url: upstream.url }] });
    await (await busy.post('/v1/messages', HELLO)).text();
    await busy.records(1);
    expect((await scrape(busy)).value('ccload_requests_total')).toBe(1);
    expect((await scrape(idle)).value('ccload_requests_total')).toBeUndefined();

    const [channel] = await busy.adminData<{ id: number }[]>('GET', '/admin/channels');
    const path = `/admin/channels/${String(channel?.id)}`;
    await busy.adminData('PATCH', path, { name: 'Renamed' });
    const renamed = await scrape(busy);
    expect(renamed.value('ccload_requests_total', { channel: 'Renamed' })).toBe(1);
    await busy.adminData('DELETE', path);
    expect((await scrape(busy)).value('ccload_requests_total')).toBeUndefined();
  });
});

describe('who may read the metrics', () => {
  it('is an admin, or whoever has the metrics token, which opens nothing else', async () => {
    const upstream = await anUpstream();
    const app = await anApp({ channels: [{ url: upstream.url }] });
    const none = await fetch(`${app.address}/metrics`);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="ccload metrics"',
    ]);
    expect((await callAs(app, TEST_TOKEN, '/metrics')).status).toBe(401);
    expect(await app.adminData('GET', '/admin/metrics-token')).toBeNull();

    const { token } = await app.adminData<{ token: string }>('POST', '/admin/metrics-token/rotate');
    expect((await callAs(app, token, '/metrics')).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/admin/channels'],
      ['GET', '/admin/metrics-token'],
      ['POST', '/admin/metrics-token/rotate'],
      ['GET', '/admin/events'],
      ['GET', '/v1/models'],
      ['POST', '/v1/messages'],
    ] as const) {
      expect([path, (await callAs(app, token, path, method)).status]).toEqual([path, 401]);
    }
    expect((await callAs(app, token, '/logout', 'POST')).status).toBe(200);
    expect((await callAs(app, token, '/metrics')).status).toBe(200);
    expect(upstream.requests).toEqual([]);
  });

  it('changes with each rotation, and nobody is shown the token again', async () => {
    const app = await anApp({});
    const rotate = () =>
      app.adminData<{ token: string; mask: string }>('POST', '/admin/metrics-token/rotate');
    const [old, fresh] = [await rotate(), await rotate()];
    expect((await callAs(app, old.token, '/metrics')).status).toBe(401);
    expect((await callAs(app, fresh.token, '/metrics')).status).toBe(200);
    const shown = await app.adminData('GET', '/admin/metrics-token');
    expect(shown).toEqual({ mask: fresh.mask, createdAt: expect.any(Number) as number });
    expect(fresh.mask).not.toBe(fresh.token);
    const settings = await (await app.admin('GET', '/admin/settings')).text();
    expect(settings).not.toContain('metricsToken');

    await app.adminData('DELETE', '/admin/metrics-token');
    expect((await callAs(app, fresh.token, '/metrics')).status).toBe(401);
  });

  it('survives a restart, and is kept hashed', async () => {
    const app = await TestApp.start();
    const { token } = await app.adminData<{ token: string }>('POST', '/admin/metrics-token/rotate');
    await app.stop({ keepFolder: true });
    const again = await anApp({ folder: app.folder });
    expect((await callAs(again, token, '/metrics')).status).toBe(200);
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const file of readdirSync(app.folder).filter((name) => name.startsWith('ccload.db'))) {
      expect(readFileSync(`${app.folder}/${file}`).includes(token)).toBe(false);
    }
  });
});
