import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import type { LiveEvent } from '../../main/contracts/live-events.ts';
import type { Notice } from '../../main/contracts/notice.ts';
import type { RouteExplanation } from '../../main/contracts/route-explanation.ts';
import type { TokenCreated } from '../../main/contracts/token.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { anOverride } from '../support/price-builder.ts';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const HOUR_MS = 3_600_000;
/** A hundredth of it are ten thousand tokens of the cheap model, or a hundred of the dear one. */
const DAY_USD = 0.01;
const PRICES = [anOverride('dear', 1e9), anOverride('cheap', 1e7)];

let upstream: ScriptedUpstream;
let other: ScriptedUpstream;
let app: TestApp;
let clock: ManualClock;
let watching: AbortController;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start();
  other = await ScriptedUpstream.start(json({ ok: true }));
  clock = new ManualClock(Date.parse('2026-11-24T12:00:00Z'));
  watching = new AbortController();
});
afterEach(async () => {
  watching.abort();
  await app.stop();
  await upstream.close();
  await other.close();
});

async function start(fields: object = {}): Promise<void> {
  app = await TestApp.start({
    clock,
    channels: [
      {
        name: 'Budgeted',
        url: upstream.url,
        priority: 10,
        limits: { dayUsd: DAY_USD },
        cheaperModels: [{ model: 'dear*', cheaper: 'budget' }],
        models: ['*', { name: 'budget', upstreamNames: ['cheap'] }],
        ...fields,
      },
    ],
  });
  await app.adminData('PUT', '/admin/prices', { prices: PRICES });
}

/** One request that the upstream says to have taken so many tokens. */
async function ask(tokens: number, token?: string): Promise<Response> {
  upstream.always(json({ content: [], usage: { input_tokens: tokens, output_tokens: 0 } }));
  const answer = await app.post(
    '/v1/messages',
    { model: 'dear', max_tokens: 1, messages: [] },
    token === undefined ? {} : { 'x-api-key': token },
  );
  await answer.clone().text();
  return answer;
}

/** Gathers what the event stream carries from now on. */
async function watch(): Promise<Notice[]> {
  const notices: Notice[] = [];
  const session = app.admin('GET', '/admin/events');
  const reader = (await session).body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('no stream');
  watching.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  let hasBegun = false;
  const read = async (): Promise<void> => {
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (!block.startsWith('data: ')) continue;
        const event = JSON.parse(block.slice('data: '.length)) as LiveEvent;
        if (event.kind === 'snapshot') hasBegun = true;
        if (event.kind === 'notice') notices.push(event.notice);
      }
    }
  };
  void read().catch(() => undefined);
  await waitFor(() => hasBegun || null, 'the snapshot');
  return notices;
}

const sentModel = (): string =>
  (JSON.parse(upstream.last.body.toString()) as { model: string }).model;

const channel = async (): Promise<ChannelView> => {
  const [first] = await app.adminData<ChannelView[]>('GET', '/admin/channels');
  if (first === undefined) throw new Error('no channel');
  return first;
};

const listed = (): Promise<Notice[]> => app.adminData('GET', '/admin/notices');

const count = (notices: readonly Notice[], length: number): Promise<true> =>
  waitFor(() => notices.length >= length || null, `${String(length)} notices`);

describe('a channel that spends its day’s money', () => {
  it('is told of, asked for the cheaper model, paused, and back the next day', async () => {
    await start();
    await app.addChannel({ name: 'Other', url: other.url });
    const notices = await watch();
    for (let round = 0; round < 8; round++) await ask(1000);
    await count(notices, 1);
    expect(notices[0]).toMatchObject({
      code: 'budget.share-reached',
      subject: { kind: 'channel', name: 'Budgeted' },
      period: 'day',
      percent: 80,
      spentNanoUsd: 8_000_000,
      limitNanoUsd: 10_000_000,
      action: 'none',
    });
    expect(sentModel()).toBe('dear');

    await ask(1500);
    await count(notices, 2);
    expect(notices[1]).toMatchObject({ percent: 95, action: 'cheaperModel' });
    await ask(10_000);
    expect(sentModel()).toBe('cheap');
    await ask(100_000);
    await count(notices, 3);
    expect(notices[2]).toMatchObject({ percent: 100, action: 'pause' });
    expect(await listed()).toEqual(notices.toReversed());

    const before = upstream.requests.length;
    await ask(1);
    expect([upstream.requests.length, other.requests.length]).toEqual([before, 1]);

    const { dayEndsAt } = (await channel()).limitState;
    expect(notices[2]?.periodEndsAt).toBe(dayEndsAt);
    clock.advance(dayEndsAt - clock.now());
    await ask(1000);
    expect(upstream.requests).toHaveLength(before + 1);
    expect(sentModel()).toBe('dear');
    expect(notices).toHaveLength(3);
  });

  it('shows in its records and to the explainer why another model was asked for', async () => {
    await start();
    await ask(9600);
    await waitFor(async () => (await listed()).length > 0 || null, 'the notice');
    await ask(1);
    const [record] = await app.records(2);
    if (record === undefined) throw new Error('no record');
    expect(record).toMatchObject({ requestedModel: 'dear', upstreamModel: 'cheap' });
    expect(record.cost).toMatchObject({ pricedModel: 'cheap', nanoUsd: 10 });
    const { attempts } = await app.detail(record.id);
    expect(attempts).toMatchObject([{ upstreamModel: 'cheap', isModelCheaper: true }]);
    const [first] = (await app.records(2)).toReversed();
    expect((await app.detail(first?.id ?? '')).attempts).toMatchObject([
      { upstreamModel: 'dear', isModelCheaper: false },
    ]);

    const { channels } = await app.adminData<RouteExplanation>('POST', '/admin/route/explain', {
      path: '/v1/messages',
      body: { model: 'dear', max_tokens: 1, messages: [] },
    });
    expect(channels[0]?.wouldBeSent).toMatchObject({
      upstreamModel: 'cheap',
      modelMatch: 'budget',
    });
    expect(channels[0]?.why).toContainEqual({
      code: 'cheaper',
      values: { period: 'day', limitUsd: 0.01, spentPercent: 96, model: 'cheap' },
      text: 'Of its limit of 0.01 USD a day, 96 % is spent: it is asked for the cheaper "cheap" (setting "budgetCheaperPercent").',
    });
  });

  it('goes by its own steps, each of which can be switched off', async () => {
    await start({
      overrides: { budgetAlertPercents: [50], budgetCheaperPercent: 0, budgetPausePercent: 0 },
    });
    const notices = await watch();
    await ask(6000);
    await ask(9000);
    await ask(9000);
    expect(sentModel()).toBe('dear');
    expect(upstream.requests).toHaveLength(3);
    await count(notices, 1);
    expect(notices).toMatchObject([{ percent: 50, action: 'none' }]);
    await app.admin('PATCH', `/admin/channels/${String((await channel()).id)}`, {
      overrides: { budgetPausePercent: 90 },
    });
    const refused = await ask(1);
    expect(refused.status).toBe(429);
    expect(await refused.text()).toContain('within 90 % of its limit of 0.01 USD a day');
    expect(upstream.requests).toHaveLength(3);
  });

  it('is not told of again after a restart, nor when its limit is raised and lowered', async () => {
    await start();
    await ask(9600);
    const told = await waitFor(async () => {
      const list = await listed();
      return list.length > 0 ? list : null;
    }, 'the notice');
    const { folder } = app;
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder, clock });
    const { id } = await channel();
    for (const dayUsd of [1, DAY_USD, null, DAY_USD]) {
      await app.adminData('PATCH', `/admin/channels/${String(id)}`, { limits: { dayUsd } });
    }
    expect(await listed()).toEqual(told);
    await ask(1);
    expect(sentModel()).toBe('cheap');
    await app.adminData('DELETE', `/admin/notices/${String(told[0]?.id)}`);
    expect(await listed()).toEqual([]);
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder, clock });
    expect(await listed()).toEqual([]);
  });
});

describe('a token that spends its month’s money', () => {
  it('is told of and refused, and asks for the model that its client wants', async () => {
    await start({ limits: null });
    const limits = { monthUsd: DAY_USD };
    const { token } = await app.adminData<TokenCreated>('POST', '/admin/tokens', {
      name: 'Limited',
      limits,
    });
    const notices = await watch();
    await ask(9600, token);
    await ask(500, token);
    expect(sentModel()).toBe('dear');
    await count(notices, 2);
    expect(notices).toMatchObject([
      { subject: { kind: 'token', name: 'Limited' }, period: 'month', percent: 95, action: 'none' },
      { period: 'month', percent: 100, action: 'pause' },
    ]);
    expect((await ask(1, token)).status).toBe(429);
  });
});

describe('the forecast of a limit', () => {
  it('says when the money will be spent, once it has seen enough', async () => {
    await start();
    await ask(1000);
    const state = async () => (await channel()).limitState;
    await waitFor(async () => (await state()).spentDayUsd > 0 || null, 'the booking');
    expect(await state()).toMatchObject({ dayForecast: { kind: 'unknown' }, monthForecast: null });
    clock.advance(2 * HOUR_MS);
    await ask(4000);
    await waitFor(async () => (await state()).spentDayUsd > 0.004 || null, 'the booking');
    const { dayForecast, dayEndsAt } = await state();
    if (dayForecast?.kind !== 'runsOut') throw new Error(JSON.stringify(dayForecast));
    expect(dayForecast.at).toBeGreaterThan(clock.now());
    expect(dayForecast.at).toBeLessThan(dayEndsAt);

    // The hourly totals tell it to the next run of the program.
    await app.records(2);
    const { folder } = app;
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder, clock });
    expect((await state()).dayForecast?.kind).toBe('runsOut');
    await app.adminData('PATCH', '/admin/channels/1', { limits: { dayUsd: 0.001 } });
    expect((await state()).dayForecast).toEqual({ kind: 'spent' });
    await app.adminData('PATCH', '/admin/channels/1', { limits: { dayUsd: 1000 } });
    expect((await state()).dayForecast).toEqual({ kind: 'lasts' });
  });
});
