import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { localZone } from '../../main/app/local-zone.ts';
import type { TokenCreated, TokenView } from '../../main/contracts/token.ts';
import { localDay } from '../../main/core/limits/calendar.ts';
import { DIALECTS, errorOf } from '../support/limit-dialects.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'm-1', max_tokens: 1, messages: [] };

let upstream: ScriptedUpstream;
let app: TestApp;
let clock: ManualClock;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start(json({ ok: true }));
  clock = new ManualClock(Date.parse('2026-11-24T12:00:00Z'));
});
afterEach(async () => {
  await app.stop();
  await upstream.close();
});

async function start(): Promise<void> {
  app = await TestApp.start({ channels: [{ url: upstream.url }], clock });
}

async function aToken(fields: object): Promise<TokenCreated> {
  return app.adminData('POST', '/admin/tokens', { name: 'Limited', ...fields });
}

const send = (token: string, path = '/v1/messages', body: unknown = MESSAGE) =>
  app.post(path, body, { 'x-api-key': token });

describe('a token whose money is limited, where unknown prices are refused', () => {
  const limited = async (channels: readonly ChannelSpec[]) => {
    app = await TestApp.start({ channels, clock, settings: { unknownPrice: 'refuse' } });
    return aToken({ limits: { dayUsd: 5 } });
  };

  it('is not let through with a model that nobody has asked the price of yet', async () => {
    const { token } = await limited([{ url: upstream.url }]);
    expect((await send(token)).status).toBeGreaterThanOrEqual(400);
    expect(upstream.requests).toHaveLength(0);
  });

  it('waits for a price that is looked up for the first time', async () => {
    const { token } = await limited([{ url: upstream.url }]);
    const known = { ...MESSAGE, model: 'claude-sonnet-4-5' };
    expect((await send(token, '/v1/messages', known)).status).toBe(200);
    expect(upstream.requests).toHaveLength(1);
  });
});

describe.each(DIALECTS)('a client of $protocol', ({ protocol, path, body }) => {
  it('is told in its own words which limit its token is over, and when to ask again', async () => {
    await start();
    const { token } = await aToken({ limits: { requestsPerMinute: 1 } });
    expect((await send(token, path, body)).status).toBe(200);
    clock.advance(10_000);
    const refused = await send(token, path, body);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('50');
    expect(errorOf(protocol, await refused.json())).toContain(
      'The token "Limited" has had its limit of 1 request a minute; the next is possible in 50 s.',
    );
    clock.advance(50_000);
    expect((await send(token, path, body)).status).toBe(200);
    expect(upstream.requests).toHaveLength(2);
  });

  it('is told in its own words which model its token may not be used for', async () => {
    await start();
    const { token } = await aToken({ models: ['claude-*', 'GPT-5'] });
    const refused = await send(token, path, body);
    expect(refused.status).toBe(403);
    expect(errorOf(protocol, await refused.json())).toContain(
      'The token "Limited" may not be used for the model "m-1". It is limited to: claude-*, GPT-5.',
    );
    expect(upstream.requests).toHaveLength(0);
  });

  it('is told in its own words that its token may not use any channel there is', async () => {
    await start();
    const { token } = await aToken({ channelRule: 'deny', channelIds: [1] });
    const refused = await send(token, path, body);
    expect(refused.status).toBe(403);
    expect(errorOf(protocol, await refused.json())).toContain(
      '"Channel" may not be used with this token',
    );
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('a token with a limit of requests at once', () => {
  it('is refused the next until one ends', async () => {
    await start();
    const { token } = await aToken({ limits: { maxConcurrency: 1 } });
    const open: ServerResponse[] = [];
    upstream.always((_req, res) => void open.push(res));
    const first = send(token);
    await waitFor(() => open[0], 'the first request');
    const refused = await send(token);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.text()).toContain('is at its limit of 1 request at once');
    open[0]?.end('{"id":"msg_1"}');
    expect((await first).status).toBe(200);
    upstream.always(json({ ok: true }));
    expect((await send(token)).status).toBe(200);
  });

  it('gets its place back when its client leaves', async () => {
    await start();
    const { token, id } = await aToken({ limits: { maxConcurrency: 1 } });
    upstream.always(() => undefined);
    const leaving = new AbortController();
    const left = app
      .request('/v1/messages', {
        method: 'POST',
        body: JSON.stringify(MESSAGE),
        headers: { 'x-api-key': token },
        signal: leaving.signal,
      })
      .catch(() => 'left');
    await waitFor(() => upstream.requests.length === 1, 'the request');
    leaving.abort();
    expect(await left).toBe('left');
    await waitFor(async () => (await stateOf(id)).inFlight === 0, 'the place');
    upstream.always(json({ ok: true }));
    expect((await send(token)).status).toBe(200);
  });
});

describe('a race of 500 requests', () => {
  it('never exceeds the limit of requests a minute of a token', async () => {
    await start();
    const { token } = await aToken({ limits: { requestsPerMinute: 37 } });
    const answers = await Promise.all(Array.from({ length: 500 }, () => send(token)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(37);
    expect(statuses.filter((status) => status === 429)).toHaveLength(463);
    expect(upstream.requests).toHaveLength(37);
  });

  it('never exceeds the limit of requests at once of a token', async () => {
    await start();
    const { token, id } = await aToken({ limits: { maxConcurrency: 9 } });
    let running = 0;
    let most = 0;
    upstream.always((_req, res) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        res.end('{"id":"msg_1"}');
      });
    });
    const answers = await Promise.all(Array.from({ length: 500 }, () => send(token)));
    const served = answers.filter(({ status }) => status === 200).length;
    expect(most).toBeLessThanOrEqual(9);
    expect(served).toBeGreaterThanOrEqual(9);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect(upstream.requests).toHaveLength(served);
    expect((await stateOf(id)).inFlight).toBe(0);
  });
});

describe('a token with a limit of money', () => {
  it('is refused until the next day once it is spent, and the client need not ask before', async () => {
    await start();
    const { token } = await aToken({ limits: { dayUsd: 0 } });
    const refused = await send(token);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    const text = await refused.text();
    expect(text).toContain('limit of 0 USD a day; the next day begins at ');
    const waitSec = Number(refused.headers.get('retry-after'));
    expect(waitSec).toBeGreaterThan(0);
    expect(waitSec).toBeLessThanOrEqual(25 * 3600);
  });

  it('goes on after a restart where it was', async () => {
    await start();
    const { token, id } = await aToken({ limits: { dayUsd: 5 } });
    const { folder } = app;
    await app.stop({ keepFolder: true });
    const { day, month } = localDay(localZone(), clock.now());
    const database = new Database(join(folder, 'ccload.db'));
    const insert = database.prepare('insert into spending values (?, ?, ?, ?)');
    for (const period of [day, month]) insert.run('token', id, period, 5_000_000_000);
    database.close();
    app = await TestApp.start({ folder, clock });
    expect(await stateOf(id)).toMatchObject({ spentDayUsd: 5, spentMonthUsd: 5 });
    expect((await send(token)).status).toBe(429);
  });

  it('serves models of unknown price, unless the setting refuses them', async () => {
    await start();
    const { token } = await aToken({ limits: { monthUsd: 5 } });
    expect((await send(token)).status).toBe(200);
    await app.admin('PATCH', '/admin/settings', { unknownPrice: 'refuse' });
    // The price is looked up with the first request.
    const refused = await waitFor(async () => {
      const answer = await send(token);
      return answer.status === 403 ? answer.text() : null;
    }, 'the refusal');
    expect(refused).toContain('the price of the model \\"m-1\\" is unknown');
  });
});

describe('a token that is limited to some models', () => {
  beforeEach(async () => {
    const models = ['claude-x', 'gpt-5', 'gpt-5-mini'];
    app = await TestApp.start({
      channels: [
        { name: 'First', url: upstream.url, models },
        { name: 'Second', url: upstream.url, models: ['claude-y'] },
      ],
      clock,
    });
  });

  const listed = async (token: string): Promise<string[]> => {
    const answer = await app.request('/v1/models', { headers: { 'x-api-key': token } });
    const { data } = (await answer.json()) as { data: { id: string }[] };
    return data.map(({ id }) => id);
  };

  it('is shown those alone', async () => {
    const { token } = await aToken({ models: ['GPT-5', 'claude-*'] });
    expect(await listed(token)).toEqual(['claude-x', 'gpt-5', 'claude-y']);
    const one = (model: string) =>
      app.request(`/v1/models/${model}`, { headers: { 'x-api-key': token } });
    expect((await one('gpt-5')).status).toBe(200);
    expect((await one('gpt-5-mini')).status).toBe(403);
  });

  it('is shown those of the channels it may use', async () => {
    const { token } = await aToken({ channelIds: [2] });
    expect(await listed(token)).toEqual(['claude-y']);
  });

  it('may not hide another model in a batch', async () => {
    const { token } = await aToken({ models: ['claude-x'] });
    const batch = { requests: [{ custom_id: '1', params: { model: 'claude-y' } }] };
    const refused = await send(token, '/v1/messages/batches', batch);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('requests that name no model');
    const read = await app.request('/v1/files', {
      headers: { 'x-api-key': token, 'anthropic-version': '2023-06-01' },
    });
    expect(read.status).toBe(200);
  });
});

describe('a token that is limited to some channels', () => {
  it('is served by those alone, whatever their priority', async () => {
    const other = await ScriptedUpstream.start(json({ ok: true }));
    app = await TestApp.start({
      channels: [
        { name: 'First', url: other.url, priority: 10 },
        { name: 'Second', url: upstream.url },
      ],
      clock,
    });
    const { token } = await aToken({ channelRule: 'deny', channelIds: [1] });
    for (let round = 0; round < 3; round++) expect((await send(token)).status).toBe(200);
    expect([other.requests.length, upstream.requests.length]).toEqual([0, 3]);
    await other.close();
  });
});

describe('what the admin API shows of a token', () => {
  it('says what it has used of its limits, and when the day ends', async () => {
    await start();
    const { token, id, limitState } = await aToken({ limits: { requestsPerMinute: 5 } });
    expect(limitState).toMatchObject({ inFlight: 0, requestsLastMinute: 0, spentDayUsd: 0 });
    await send(token);
    const state = await stateOf(id);
    expect(state).toMatchObject({ inFlight: 0, requestsLastMinute: 1, reservedUsd: 0 });
    expect(state.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(state.dayEndsAt).toBeGreaterThan(clock.now());
    expect(state.monthEndsAt).toBeGreaterThanOrEqual(state.dayEndsAt);
    clock.advance(60_000);
    expect((await stateOf(id)).requestsLastMinute).toBe(0);
  });
});

async function stateOf(id: number): Promise<TokenView['limitState']> {
  const tokens = await app.adminData<TokenView[]>('GET', '/admin/tokens');
  const token = tokens.find((one) => one.id === id);
  if (token === undefined) throw new Error('there is no such token');
  return token.limitState;
}
