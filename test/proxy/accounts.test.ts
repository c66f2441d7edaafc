import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Statistics } from '../../main/contracts/statistics.ts';
import { localHourStart } from '../../main/core/local-hour.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { json, ScriptedUpstream, sse, status, type Step } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MINUTE_MS = 60_000;
const hourOf = (at: number): number =>
  localHourStart(at, -new Date(at).getTimezoneOffset() * MINUTE_MS);

const { anthropic } = STREAM_DIALECTS;
const REQUEST = { ...anthropic.request, model: 'claude-sonnet-4-5' };
const opening = `event: message_start\ndata: ${JSON.stringify({
  type: 'message_start',
  message: { usage: { input_tokens: 7, cache_read_input_tokens: 1000, output_tokens: 1 } },
})}\n\n`;
const WHOLE = sse([opening, anthropic.delta('hello'), anthropic.end]);
const BODY = json({ content: [], usage: { input_tokens: 3, output_tokens: 11 } });
const BROKEN: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(opening + anthropic.delta('hello'));
  setImmediate(() => res.socket?.resetAndDestroy());
};
const ENDLESS: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(opening + anthropic.delta('hello'));
};

const upstreams: ScriptedUpstream[] = [];
let app: TestApp;

afterEach(async () => {
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function ask(isStreaming = true): Promise<void> {
  const answer = await app.post('/v1/messages', { ...REQUEST, stream: isStreaming });
  await answer.text().catch(() => '');
}

async function leave(): Promise<void> {
  const leaving = new AbortController();
  const body = JSON.stringify(REQUEST);
  const answer = await app.request('/v1/messages', {
    method: 'POST',
    body,
    signal: leaving.signal,
  });
  await answer.body?.getReader().read();
  leaving.abort();
  // Only then is the next stream the only one.
  await waitFor(async () => (await running()).length === 0, 'the client being missed');
}

async function running(): Promise<{ id: string; phase: string }[]> {
  const { inFlight } = await app.adminData<{ inFlight: { id: string; phase: string }[] }>(
    'GET',
    '/admin/in-flight',
  );
  return inFlight;
}

/** One that a person cancels. */
async function cancelled(): Promise<void> {
  const asked = ask();
  const stream = await waitFor(
    async () => (await running()).find(({ phase }) => phase === 'streaming'),
    'the stream to be cancelled',
  );
  await app.admin('POST', `/admin/in-flight/${stream.id}/cancel`);
  await asked;
}

function spentByMonth(file: string): object {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare("select kind, sum(nano_usd) from spending where period like '____-__' group by kind")
      .raw()
      .all() as [string, number][];
    return Object.fromEntries(rows);
  } finally {
    db.close();
  }
}

describe('requests, hourly totals and what tokens and channels used', () => {
  it('agree to the nano-dollar after failovers, broken streams, cancels and a restart', async () => {
    const folder = await tempFolder();
    const first = await ScriptedUpstream.start(WHOLE);
    const second = await ScriptedUpstream.start(BODY);
    upstreams.push(first, second);
    const settings = { failuresBeforeOpening: 1000 };
    app = await TestApp.start({
      folder,
      settings,
      channels: [
        { name: 'First', url: first.url, priority: 2 },
        { name: 'Second', url: second.url, priority: 1, priceMultiplier: 0.333_333 },
      ],
    });
    first.next(status(500), status(503), BROKEN, ENDLESS, ENDLESS);
    await ask(false); // fails over
    await ask(false); // fails over
    await ask(); // breaks
    await leave();
    await cancelled();
    await Promise.all([ask(), ask(), ask()]);
    await app.records(8);
    first.next(ENDLESS);
    const interrupted = ask().catch(() => undefined);
    await waitFor(() => first.requests.length === 9, 'the request being sent');
    await app.stop({ keepFolder: true });
    await interrupted;

    app = await TestApp.start({ folder, settings });
    await ask();
    await app.records(10);
    await app.stop({ keepFolder: true });

    const sums = databaseSums(join(folder, 'ccload.db'), hourOf);
    expect(sums.usageHourly).toEqual(sums.requests);
    expect(sums.attemptsHourly).toEqual(sums.attempts);
    const total = grandTotal(sums.usageHourly);
    expect(total).toMatchObject({
      requests: 10,
      answered: 6,
      broken: 1,
      client_left: 1,
      cancelled: 1,
      interrupted: 1,
      failed_over: 2,
      attempts: 12,
      unknown_cost_requests: 0,
    });
    const full = 7 * 3000 + 1000 * 300 + 15_000;
    // Both rounded by themselves, as prices are: 0.333333 of 3 and of 15 dollars a million.
    const cheap = Math.round(3 * 999.999) + Math.round(11 * 4999.995);
    expect(total['cost_nano_usd']).toBe(8 * full + 2 * cheap);
    // What the limits of money go by.
    const spent = { channel: 8 * full + 2 * cheap, token: 8 * full + 2 * cheap };
    expect(spentByMonth(join(folder, 'ccload.db'))).toEqual(spent);
  }, 30_000);
});

/** Places and moments at which clocks are put forward, back, back by half an hour, and never. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Asia/Kolkata', '2026-10-24T18:30:00Z'],
] as const;

const HALF_HOUR_MS = 30 * MINUTE_MS;
/** Runs of the program, each with some turns, half an hour apart: half of them before the change. */
const RUNS = 3;
const TURNS = 4;

function inZone(zone: string): void {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}

function spentByDay(file: string, kind: string): Record<string, number> {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare(
        `select period, sum(nano_usd) from spending where kind = ? and period like '____-__-__' group by period`,
      )
      .raw()
      .all(kind) as [string, number][];
    return Object.fromEntries(rows);
  } finally {
    db.close();
  }
}

function localDay(at: number): string {
  const date = new Date(at);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

const sumOver = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((sum, one) => sum + of(one), 0);

describe.each(CHANGES)('in %s, around %s', (zone, change) => {
  it('requests, totals, statistics and what was spent agree to the nano-dollar', async () => {
    inZone(zone);
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    const first = await ScriptedUpstream.start(WHOLE);
    const second = await ScriptedUpstream.start(BODY);
    upstreams.push(first, second);
    const from = Date.parse(change) - (RUNS * TURNS * HALF_HOUR_MS) / 2;
    const clock = new ManualClock(from + 7 * MINUTE_MS);
    const settings = { failuresBeforeOpening: 1000 };
    let count = 0;
    for (let run = 0; run < RUNS; run++) {
      app = await TestApp.start({ folder, settings, clock });
      if (run === 0) {
        await app.addChannel({ name: 'First', url: first.url, priority: 2 });
        const priceMultiplier = 0.333_333;
        await app.addChannel({ name: 'Second', url: second.url, priority: 1, priceMultiplier });
      }
      for (let turn = 0; turn < TURNS; turn++) {
        first.next(status(500), BROKEN, ENDLESS, ENDLESS);
        await ask(false); // fails over
        await ask(); // breaks
        await leave();
        await cancelled();
        await ask();
        count += 5;
        await app.records(count);
        clock.advance(HALF_HOUR_MS);
      }
      first.next(ENDLESS);
      const interrupted = ask().catch(() => undefined);
      count += 1;
      await waitFor(() => first.requests.length === 5 * turnsUntil(run) + run + 1, 'it being sent');
      await app.stop({ keepFolder: true });
      await interrupted;
    }

    app = await TestApp.start({ folder, settings, clock });
    await app.records(count);
    const range = `from=${new Date(from).toISOString()}&to=${new Date(clock.now() + HALF_HOUR_MS).toISOString()}`;
    const statistics = (query: string): Promise<Statistics> =>
      app.adminData('GET', `/admin/statistics?${range}&${query}`);
    const byHour = await statistics('bucket=hour&group=channel,model');
    const byDay = await statistics('bucket=day&group=token');
    await app.stop({ keepFolder: true });

    const sums = databaseSums(file, hourOf);
    expect(sums.usageHourly).toEqual(sums.requests);
    expect(sums.attemptsHourly).toEqual(sums.attempts);
    const total = grandTotal(sums.requests);
    expect(total).toMatchObject({ requests: count, failed_over: RUNS * TURNS, interrupted: RUNS });
    const costNanoUsd = total['cost_nano_usd'] ?? 0;
    expect(costNanoUsd).toBeGreaterThan(0);
    for (const { total: shown, buckets, groups } of [byHour, byDay]) {
      const of = [shown.requests, shown.costNanoUsd, shown.inputTokens, shown.outputTokens];
      const names = ['requests', 'cost_nano_usd', 'input_tokens', 'output_tokens'];
      expect(of).toEqual(names.map((name) => total[name]));
      expect(sumOver(buckets, (one) => one.costNanoUsd)).toBe(costNanoUsd);
      expect(sumOver(groups, (one) => one.total.costNanoUsd)).toBe(costNanoUsd);
    }
    expect(spentByMonth(file)).toEqual({ channel: costNanoUsd, token: costNanoUsd });
    const days = byDay.starts.map((start, at) => [
      localDay(start),
      byDay.buckets[at]?.costNanoUsd ?? 0,
    ]);
    expect(spentByDay(file, 'token')).toEqual(Object.fromEntries(days));
    expect(spentByDay(file, 'channel')).toEqual(Object.fromEntries(days));
  }, 60_000);
});

const turnsUntil = (run: number): number => (run + 1) * TURNS;
