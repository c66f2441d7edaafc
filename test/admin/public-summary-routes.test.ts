import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PublicSummary } from '../../main/contracts/statistics.ts';
import { json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function anApp(options: Parameters<typeof TestApp.start>[0] = {}): Promise<TestApp> {
  const app = await TestApp.start(options);
  closers.push(() => app.stop());
  return app;
}

async function anAdmin(setup: Parameters<typeof openAdmin>[0] = {}): Promise<Admin> {
  const admin = await openAdmin(setup);
  closers.push(() => admin.close());
  return admin;
}

const PATH = '/public/summary';

/** Without any credential. */
async function summaryOf(app: TestApp): Promise<{ text: string; data: PublicSummary }> {
  const text = await (await fetch(`${app.address}${PATH}`)).text();
  return { text, data: (JSON.parse(text) as { data: PublicSummary }).data };
}

const NOTHING = {
  total_requests: 0,
  success_requests: 0,
  error_requests: 0,
  total_input_tokens: 0,
  total_output_tokens: 0,
  total_cache_read_tokens: 0,
  total_cache_creation_tokens: 0,
  total_cost: 0,
};

describe('the public summary', () => {
  it("tells of today's requests, and names nothing", async () => {
    const upstream = await ScriptedUpstream.start();
    closers.push(() => upstream.close());
    const app = await anApp({
      channels: [{ name: 'Secret channel', url: upstream.url }],
      settings: { cooldownServerMs: 0 },
    });
    upstream.next(
      json({
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [{ type: 'text', text: 'Hi' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 1_000_000, cache_read_input_tokens: 20, output_tokens: 7 },
      }),
      status(400),
    );
    const body = { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [] };
    await (await app.post('/v1/messages', body)).text();
    await (await app.post('/v1/chat/completions', body)).text();

    await app.records(2);
    const { text, data } = await summaryOf(app);
    const { total_cost: cost, ...total } = data;
    expect(total).toMatchObject({
      range: 'today',
      is_today: true,
      total_requests: 2,
      success_requests: 1,
      error_requests: 1,
      total_input_tokens: 1_000_000,
      total_output_tokens: 7,
      total_cache_read_tokens: 20,
    });
    const spent = await app.adminData<{ total: { costNanoUsd: number } }>(
      'GET',
      '/admin/statistics',
    );
    expect(cost).toBe(spent.total.costNanoUsd / 1e9);
    expect(cost).toBeGreaterThan(1);
    expect(data.by_type).toEqual({
      anthropic: {
        ...NOTHING,
        total_requests: 1,
        success_requests: 1,
        total_input_tokens: 1_000_000,
        total_output_tokens: 7,
        total_cache_read_tokens: 20,
        total_cost: cost,
      },
      openai: { ...NOTHING, total_requests: 1, error_requests: 1 },
      codex: NOTHING,
      gemini: NOTHING,
    });
    expect(data.by_client_protocol).toEqual(data.by_type);
    expect(text).not.toMatch(/Secret|sk-|claude|127\.0\.0\.1|Test/);
  });

  it('is not there where other machines reach the listener, unless a setting says so', async () => {
    const app = await anApp({ config: { host: '0.0.0.0' } });
    expect((await fetch(`${app.address}${PATH}`)).status).toBe(404);
    await app.adminData('PATCH', '/admin/settings', { isSummaryPublic: true });
    expect((await fetch(`${app.address}${PATH}`)).status).toBe(200);
  });

  it.each([
    ['another machine', '192.168.1.7', {}, 404],
    ['this machine', '::ffff:127.0.0.1', {}, 200],
    ['this machine', '::1', {}, 200],
    ['a reverse proxy', '127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, 404],
    ['a reverse proxy', '127.0.0.1', { forwarded: 'for=192.0.2.1' }, 404],
  ])('answers %s (%s, %j) with %i', async (_, from, headers, expected) => {
    const admin = await anAdmin();
    expect((await admin.call('GET', PATH, { from, headers })).status).toBe(expected);
  });

  it('asks the database once in two seconds, however often it is asked itself', async () => {
    const admin = await anAdmin();
    const report = vi.spyOn(admin.store.statistics, 'report');
    const ask = () => admin.call('GET', PATH);
    await Promise.all(Array.from({ length: 20 }, ask));
    admin.clock.now += 1999;
    await ask();
    expect(report).toHaveBeenCalledTimes(1);
    admin.clock.now += 1;
    await ask();
    expect(report).toHaveBeenCalledTimes(2);
  });

  it('tries again after a failure', async () => {
    const admin = await anAdmin();
    vi.spyOn(admin.store.statistics, 'report').mockRejectedValueOnce(new Error('busy'));
    expect((await admin.call('GET', PATH)).status).toBe(500);
    expect((await admin.call('GET', PATH)).status).toBe(200);
  });
});
