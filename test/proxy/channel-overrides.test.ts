import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CooldownView } from '../../main/contracts/cooldown.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { hang, json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };

let clock: ManualClock;
let bad: ScriptedUpstream;
let good: ScriptedUpstream;
let app: TestApp | undefined;

beforeEach(async () => {
  clock = new ManualClock();
  bad = await ScriptedUpstream.start(status(500));
  good = await ScriptedUpstream.start(json({ served: 'good' }));
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await Promise.all([bad.close(), good.close()]);
});

/** Two channels of which the first has settings of its own. */
async function startWith(overrides: object, fields: object = {}): Promise<TestApp> {
  app = await TestApp.start({
    clock,
    channels: [
      { name: 'Bad', url: bad.url, priority: 10, overrides, ...fields },
      { name: 'Good', url: good.url },
    ],
  });
  return app;
}

/** How long each thing cools, in milliseconds. */
async function cooling(test: TestApp): Promise<number[]> {
  const views = await test.adminData<CooldownView[]>('GET', '/admin/cooldowns');
  return views.map(({ until }) => until - clock.now());
}

describe('a channel with settings of its own', () => {
  it('cools down as long as it says', async () => {
    const test = await startWith({ cooldownServerMs: 7000 });
    await test.post('/v1/messages', MESSAGE);
    expect(await cooling(test)).toEqual([7000]);
  });

  it('cools down after as many failures as it says', async () => {
    const test = await startWith({ failuresBeforeOpening: 2 });
    await test.post('/v1/messages', MESSAGE);
    expect(await cooling(test)).toEqual([]);
    await test.post('/v1/messages', MESSAGE);
    expect(await cooling(test)).toHaveLength(1);
  });

  it('is given as many keys a request as it says', async () => {
    bad.always(status(401));
    const keys = ['sk-first-key-0123456789', 'sk-second-key-0123456789'];
    const test = await startWith({ maxKeysPerChannel: 1 }, { keys });
    expect((await test.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect(bad.requests).toHaveLength(1);
  });

  it('is waited for as long as it says', async () => {
    bad.always(hang);
    const test = await startWith({ totalTimeoutMs: 2000 });
    const answer = test.post('/v1/messages', MESSAGE);
    await waitFor(() => bad.requests.length === 1, 'the attempt');
    clock.advance(2000);
    expect((await answer).status).toBe(200);
    await test.logged(/within 2 s/);
  });
});
