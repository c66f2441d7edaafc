import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';

const MESSAGE = { model: 'claude-x', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  first = await ScriptedUpstream.start();
  second = await ScriptedUpstream.start(json({ served: 'second' }));
});
afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

/** The choices of the newest request's attempts. */
async function choices(count: number): Promise<string[]> {
  const [record] = await app.records(count);
  const { attempts } = await app.detail(record?.id ?? '');
  return attempts.map(({ choice }) => choice);
}

describe('while the health score is on', () => {
  it('a channel that failed a request stands behind one of a little lower priority', async () => {
    app = await TestApp.start({
      settings: { isHealthScoreEnabled: true, healthMinSamples: 0, cooldownServerMs: 0 },
      channels: [
        { name: 'First', url: first.url, priority: 10 },
        { name: 'Second', url: second.url, priority: 9 },
      ],
    });
    first.always(status(500));
    await app.post('/v1/messages', MESSAGE);
    expect(await choices(1)).toEqual(['rotation', 'failover']);
    await app.post('/v1/messages', MESSAGE);
    expect(await choices(2)).toEqual(['rotation']);
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });
});

describe('a model with several names at its upstream', () => {
  it('is asked for by each of them in order before the next channel', async () => {
    app = await TestApp.start({
      channels: [
        {
          name: 'First',
          url: first.url,
          priority: 10,
          models: [{ name: 'claude-x', upstreamNames: ['new', 'old'] }],
        },
        { name: 'Second', url: second.url, priority: 1 },
      ],
    });
    first.next(status(500));
    first.always(json({ served: 'first' }));
    const response = await app.post('/v1/messages', MESSAGE);
    expect(await response.json()).toEqual({ served: 'first' });
    const asked = first.requests.map(({ body }) => JSON.parse(body.toString()) as typeof MESSAGE);
    expect(asked.map(({ model }) => model)).toEqual(['new', 'old']);
    expect(await choices(1)).toEqual(['rotation', 'staysInChannel']);
  });

  it('is served by a channel that lists it with its date, under that name', async () => {
    app = await TestApp.start({
      channels: [{ url: second.url, models: ['claude-x-20250101'] }],
    });
    await app.post('/v1/messages', { ...MESSAGE, model: 'claude-x[1m]' });
    expect(JSON.parse(second.last.body.toString())).toMatchObject({ model: 'claude-x-20250101' });
    expect(await choices(1)).toEqual(['only']);
  });
});
