import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import type { CheckResult } from '../../main/contracts/checks.ts';
import type { HealthView, RequestPage } from '../../main/contracts/admin-api.ts';
import type { CooldownView } from '../../main/contracts/cooldown.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { hang, json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function anUpstream(step = json({ data: [] })): Promise<ScriptedUpstream> {
  const upstream = await ScriptedUpstream.start(step);
  closers.push(() => upstream.close());
  return upstream;
}

async function anApp(options: Parameters<typeof TestApp.start>[0]): Promise<TestApp> {
  const app = await TestApp.start(options);
  closers.push(() => app.stop());
  return app;
}

function checked(kind: string, upstream: ScriptedUpstream, more: object = {}) {
  return { url: upstream.url, checks: { isEnabled: true, kind }, models: ['m'], ...more };
}

async function channelOf(app: TestApp): Promise<ChannelView> {
  const [channel] = await app.adminData<ChannelView[]>('GET', '/admin/channels');
  if (channel === undefined) throw new Error('there is no channel');
  return channel;
}

async function checkNow(app: TestApp): Promise<CheckResult> {
  const { id } = await channelOf(app);
  return app.adminData('POST', `/admin/channels/${String(id)}/check`);
}

function cooldowns(app: TestApp): Promise<CooldownView[]> {
  return app.adminData('GET', '/admin/cooldowns');
}

async function health(app: TestApp): Promise<HealthView & { available_servers: number }> {
  return (await (await app.request('/health')).json()) as HealthView & {
    available_servers: number;
  };
}

/** Lets the time pass in looks, with what each of them starts done before the next. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    clock.advance(5000);
    await new Promise(setImmediate);
  }
}

describe('a check by hand', () => {
  it.each([
    ['head', 'HEAD', '/', undefined],
    ['models', 'GET', '/v1/models?limit=1000', 'sk-upstream-key-abcdef123456'],
    ['message', 'POST', '/v1/messages', 'sk-upstream-key-abcdef123456'],
  ])('sends what its kind says (%s), and no record is left', async (kind, method, url, key) => {
    const upstream = await anUpstream(json({ type: 'message', content: [], data: [] }));
    const app = await anApp({ channels: [checked(kind, upstream)] });
    const result = await checkNow(app);
    expect(result).toMatchObject({ ok: true, text: `${method} ${upstream.url}: 200` });
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.last).toMatchObject({ method, url });
    expect(upstream.last.headers['x-api-key']).toBe(key);
    expect((await channelOf(app)).lastCheck).toEqual(result);
    const { records } = await app.adminData<RequestPage>('GET', '/admin/requests?limit=10');
    expect(records).toEqual([]);
  });

  it('asks every URL, and tells of the one that fails', async () => {
    const [good, bad] = [
      await anUpstream(),
      await anUpstream(status(502, 'sk-upstream-key-abcdef123456')),
    ];
    const urls = [{ url: good.url }, { url: bad.url }];
    const app = await anApp({ channels: [checked('models', good, { url: undefined, urls })] });
    const { ok, text } = await checkNow(app);
    expect([ok, text]).toEqual([false, expect.stringMatching(`^GET ${bad.url}: 502 `)]);
    expect(text).not.toContain('sk-upstream-key-abcdef123456');
    expect([good.requests.length, bad.requests.length]).toEqual([1, 1]);
    await app.logged(/WARN.*check of "Channel": GET .*502|check of "Channel": GET .*502/);
  });

  it('blames a refused key, and forgives it when it is accepted again', async () => {
    const upstream = await anUpstream(status(401, 'invalid api key'));
    const app = await anApp({ channels: [checked('models', upstream)] });
    expect(await checkNow(app)).toMatchObject({ ok: false });
    expect((await cooldowns(app)).map(({ scope }) => scope.kind)).toContain('key');
    expect(await health(app)).toMatchObject({ total_servers: 1, available_servers: 0 });
    upstream.always(json({ data: [] }));
    expect(await checkNow(app)).toMatchObject({ ok: true });
    expect(await cooldowns(app)).toEqual([]);
    expect(await health(app)).toMatchObject({ available_servers: 1 });
  });
});

describe('the schedule of checks', () => {
  it('checks nothing that does not ask for it', async () => {
    const clock = new ManualClock();
    const upstream = await anUpstream();
    await anApp({ clock, channels: [{ url: upstream.url }] });
    await pass(clock, 700_000);
    expect(upstream.requests).toEqual([]);
  });

  it('checks a channel about every interval', async () => {
    const clock = new ManualClock();
    const upstream = await anUpstream();
    const app = await anApp({ clock, channels: [checked('models', upstream)] });
    for (let round = 0; round < 3; round++) {
      await pass(clock, 335_000);
      await waitFor(() => upstream.requests.length > round, 'a check');
    }
    await waitFor(async () => (await channelOf(app)).lastCheck?.ok, 'its result');
    expect(upstream.requests.length).toBeLessThanOrEqual(4);
  });

  it('gives a check the time that the settings say now', async () => {
    const clock = new ManualClock();
    const upstream = await anUpstream(hang);
    const app = await anApp({ clock, channels: [checked('models', upstream)] });
    await app.adminData('PATCH', '/admin/settings', { checkTimeoutMs: 2000 });
    const result = checkNow(app);
    await waitFor(() => upstream.requests.length === 1, 'the check');
    clock.advance(2000);
    expect(await result).toMatchObject({ ok: false, ms: 2000 });
    expect((await result).text).toContain('within 2 s');
  });

  it('runs as many checks at once as the settings say now', async () => {
    const clock = new ManualClock();
    const upstream = await anUpstream(hang);
    const named = (name: string) => checked('models', upstream, { name });
    const app = await anApp({
      clock,
      channels: ['A', 'B', 'C'].map(named),
      settings: { checkTimeoutMs: 3_600_000 },
    });
    await app.adminData('PATCH', '/admin/settings', { maxChecksAtOnce: 1 });
    await pass(clock, 700_000);
    await waitFor(() => upstream.requests.length > 0, 'a check');
    expect(upstream.requests).toHaveLength(1);
    await app.adminData('PATCH', '/admin/settings', { maxChecksAtOnce: 3 });
    await pass(clock, 5000);
    await waitFor(() => upstream.requests.length === 3, 'the others');
  });

  it('comes when a cooldown ends: a failure prolongs it, a success ends it', async () => {
    const clock = new ManualClock();
    const upstream = await anUpstream(status(502));
    const app = await anApp({ clock, channels: [checked('head', upstream)] });
    expect(await checkNow(app)).toMatchObject({ ok: false });
    await pass(clock, 120_000);
    const strikes = async () => (await cooldowns(app)).map((one) => [one.state, one.strikes]);
    await waitFor(async () => (await strikes())[0]?.[1] === 2, 'the second strike');
    expect(await strikes()).toEqual([['open', 2]]);
    expect(await health(app)).toMatchObject({ available_servers: 0 });
    upstream.always(json({}));
    await pass(clock, 240_000);
    await waitFor(async () => (await cooldowns(app)).length === 0, 'recovery');
    expect(await health(app)).toMatchObject({ available_servers: 1 });
  });
});
