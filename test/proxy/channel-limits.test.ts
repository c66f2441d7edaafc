import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { ChannelView } from '../../main/contracts/channel.ts';
import { localZone } from '../../main/app/local-zone.ts';
import { minuteOfDay } from '../../main/core/limits/calendar.ts';
import { DIALECTS, errorOf } from '../support/limit-dialects.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'm-1', max_tokens: 1, messages: [] };
const NOON = Date.parse('2026-11-24T12:00:00Z');

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;
let clock: ManualClock;

beforeEach(async () => {
  first = await ScriptedUpstream.start(json({ from: 'first' }));
  second = await ScriptedUpstream.start(json({ from: 'second' }));
  clock = new ManualClock(NOON);
});
afterEach(async () => {
  await app.stop();
  await first.close();
  await second.close();
});

/** The first channel is preferred as long as its limits permit; the second is there if it is described. */
async function start(limited: ChannelSpec, other?: ChannelSpec): Promise<void> {
  const channels = [{ name: 'First', url: first.url, priority: 10, ...limited }];
  if (other !== undefined)
    channels.push({ name: 'Second', url: second.url, priority: 0, ...other });
  app = await TestApp.start({ channels, clock });
}

const send = () => app.post('/v1/messages', MESSAGE);
const served = () => [first.requests.length, second.requests.length];

/** `HH:MM` on local clocks, so many minutes from the clock's moment. */
function localTime(inMinutes: number): string {
  const minute = (minuteOfDay(localZone(), NOON) + inMinutes + 1440) % 1440;
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

describe.each(DIALECTS)('when only limits keep every channel out', ({ protocol, path, body }) => {
  it(`tells a client of ${protocol} which they are, and when the first ends`, async () => {
    await start({ limits: { requestsPerMinute: 1 } }, { limits: { requestsPerMinute: 1 } });
    expect((await app.post(path, body)).status).toBe(200);
    clock.advance(10_000);
    expect((await app.post(path, body)).status).toBe(200);
    const refused = await app.post(path, body);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('50');
    const message = errorOf(protocol, await refused.json());
    expect(message).toContain('"First" has had its limit of 1 request a minute');
    expect(message).toContain('"Second" has had its limit of 1 request a minute');
    expect(served()).toEqual([1, 1]);
  });
});

describe('a channel over a limit', () => {
  it('leaves requests to the next without cooling down, and gets them again when the limit ends', async () => {
    await start({ limits: { requestsPerMinute: 2 } }, {});
    for (let round = 0; round < 4; round++) expect((await send()).status).toBe(200);
    expect(served()).toEqual([2, 2]);
    expect(await app.adminData('GET', '/admin/cooldowns')).toEqual([]);
    clock.advance(60_000);
    await send();
    expect(served()).toEqual([3, 2]);
  });

  it('counts attempts, also those that fail', async () => {
    await start({ limits: { requestsPerMinute: 2 }, api_key: 'sk-one-123456,sk-two-123456' }, {});
    first.always(status(401));
    await send();
    expect(served()).toEqual([2, 1]);
  });

  it('is not used although everything cools', async () => {
    await start({ limits: { requestsPerMinute: 1 } });
    first.always(status(500));
    expect((await send()).status).toBe(503);
    const again = await send();
    expect(again.status).toBe(429);
    expect(first.requests).toHaveLength(1);
  });

  it('says when it may be used when another failed', async () => {
    await start({ limits: { requestsPerMinute: 1 } }, {});
    await send();
    clock.advance(30_000);
    second.always(status(500));
    const answer = await send();
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('30');
  });

  it('runs no more attempts at once than it may', async () => {
    await start({ limits: { maxConcurrency: 2 } }, {});
    const open: ServerResponse[] = [];
    first.always((_req, res) => void open.push(res));
    const answers = [send(), send()];
    await waitFor(() => open.length === 2, 'both requests');
    expect(await (await send()).json()).toEqual({ from: 'second' });
    for (const res of open) res.end('{"id":"msg_1"}');
    await Promise.all(answers);
    first.always(json({ from: 'first' }));
    expect(await (await send()).json()).toEqual({ from: 'first' });
  });

  it('is out while its money is spent', async () => {
    await start({ limits: { monthUsd: 0 } }, {});
    await send();
    expect(served()).toEqual([0, 1]);
  });

  it('is out outside its hours', async () => {
    await start({ limits: { hours: { from: localTime(5), to: localTime(65) } } }, {});
    await send();
    expect(served()).toEqual([0, 1]);
    clock.advance(5 * 60_000);
    await send();
    expect(served()).toEqual([1, 1]);
    clock.advance(60 * 60_000);
    await send();
    expect(served()).toEqual([1, 2]);
  });

  it('says its hours to a client that nobody else can serve', async () => {
    await start({ limits: { hours: { from: localTime(5), to: localTime(65) } } });
    const refused = await send();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('300');
    expect(await refused.text()).toContain(`is used from ${localTime(5)} to ${localTime(65)} only`);
  });
});

describe('a race of 500 requests', () => {
  it('never exceeds the limits of a channel, and nobody gets an answer of another kind', async () => {
    await start({ limits: { maxConcurrency: 7, requestsPerMinute: 60 } });
    let running = 0;
    let most = 0;
    first.always((_req, res) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        res.end('{"id":"msg_1"}');
      });
    });
    const answers = await Promise.all(Array.from({ length: 500 }, send));
    expect(most).toBeLessThanOrEqual(7);
    expect(first.requests.length).toBeLessThanOrEqual(60);
    expect(first.requests.length).toBeGreaterThanOrEqual(7);
    expect(answers.every((answer) => [200, 429].includes(answer.status))).toBe(true);
    const [channel] = await app.adminData<ChannelView[]>('GET', '/admin/channels');
    expect(channel?.limitState.inFlight).toBe(0);
    expect(channel?.limitState.requestsLastMinute).toBe(first.requests.length);
  });
});
