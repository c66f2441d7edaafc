import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InFlightList } from '../../main/contracts/admin-api.ts';
import type { CooldownView } from '../../main/contracts/cooldown.ts';
import { startSimulator, type Simulator } from '../../main/simulator/simulator.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'claude-x', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };
const SECOND_MS = 1000;

let clock: ManualClock;
let first: Simulator;
let second: Simulator;
let app: TestApp;
let firstId: number;

type StartOptions = Parameters<typeof TestApp.start>[0];

beforeEach(async () => {
  clock = new ManualClock();
  [first, second] = await Promise.all([startSimulator({ clock }), startSimulator({ clock })]);
});
afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

async function start(options: StartOptions = {}, others: readonly ChannelSpec[] = []) {
  app = await TestApp.start({ clock, ...options });
  firstId = (await app.addChannel({ name: 'First', url: first.url, priority: 10 })).id;
  for (const channel of others) await app.addChannel(channel);
}

/** With a second channel that takes over. */
function startWithBoth(settings: NonNullable<StartOptions>['settings'] = {}) {
  return start({ settings }, [{ name: 'Second', url: second.url, priority: 1 }]);
}

async function statuses(answers: readonly Promise<Response>[]): Promise<number[]> {
  return Promise.all(
    answers.map(async (answer) => {
      const response = await answer;
      await response.arrayBuffer();
      return response.status;
    }),
  );
}

const send = (count: number): Promise<Response>[] =>
  Array.from({ length: count }, () => app.post('/v1/messages', MESSAGE));

const answered = async (): Promise<number> => (await statuses(send(1)))[0] ?? 0;

const cooldowns = (): Promise<CooldownView[]> => app.adminData('GET', '/admin/cooldowns');

/** Circuits of their own, without what only follows from them. */
async function opened() {
  const all = await cooldowns();
  return all
    .filter(({ follows }) => follows === null)
    .map(({ scope, state, strikes, until, openedAt }) => ({
      ...{ kind: scope.kind, state, strikes, seconds: (until - openedAt) / SECOND_MS },
    }));
}

describe('40 parallel requests at a channel that starts to fail', () => {
  it('all succeed at the next one, and are one strike', async () => {
    await startWithBoth();
    first.setBehaviour(null, 'slow-1000+status-500');
    const answers = send(40);
    await waitFor(() => first.requests.length === 40, 'all of them at the first channel');
    clock.advance(SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(40).fill(200));
    expect(second.requests).toHaveLength(40);
    expect(await opened()).toEqual([{ kind: 'model', state: 'open', strikes: 1, seconds: 120 }]);
  });

  it('are one strike also where half of them fail after the cooldown has ended', async () => {
    await startWithBoth();
    const late = Array<string>(20).fill('slow-60000+status-503');
    first.script([...Array<string>(20).fill('slow-1000+status-503'), ...late]);
    const answers = send(40);
    await waitFor(() => first.requests.length === 40, 'all of them at the first channel');
    clock.advance(SECOND_MS);
    await waitFor(() => second.requests.length === 20, 'half of them at the second channel');
    clock.advance(60 * SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(40).fill(200));
    expect(await opened()).toEqual([{ kind: 'model', state: 'halfOpen', strikes: 1, seconds: 10 }]);
  });
});

describe('10 parallel requests at one half-open channel', () => {
  async function halfOpen(): Promise<void> {
    first.script(['status-503']);
    await answered();
    clock.advance(10 * SECOND_MS);
    expect(await opened()).toMatchObject([{ state: 'halfOpen', strikes: 1 }]);
  }

  it('are one trial, and the others are served by the next one', async () => {
    await startWithBoth();
    await halfOpen();
    first.setBehaviour(null, 'slow-1000');
    const answers = send(10);
    await waitFor(() => second.requests.length === 10, 'nine at the second channel');
    expect(first.requests).toHaveLength(2);
    clock.advance(SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(10).fill(200));
    expect(await opened()).toEqual([]);
    expect(first.requests).toHaveLength(2);
  });

  it('are one trial that fails, and one more strike', async () => {
    await startWithBoth();
    await halfOpen();
    first.setBehaviour(null, 'slow-1000+status-503');
    const answers = send(10);
    await waitFor(() => second.requests.length === 10, 'nine at the second channel');
    clock.advance(SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(10).fill(200));
    expect([first.requests.length, second.requests.length]).toEqual([2, 11]);
    expect(await opened()).toEqual([{ kind: 'model', state: 'open', strikes: 2, seconds: 20 }]);
  });

  it('wait for its trial where nothing else is left', async () => {
    await start();
    await halfOpen();
    first.setBehaviour(null, 'slow-1000');
    const answers = send(10);
    await waitFor(async () => {
      const { inFlight } = await app.adminData<InFlightList>('GET', '/admin/in-flight');
      return inFlight.length === 10 && first.requests.length === 2;
    }, 'ten requests, one of them at the channel');
    first.setBehaviour(null, 'healthy');
    clock.advance(SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(10).fill(200));
    expect(first.requests).toHaveLength(11);
  });
});

describe('a key that is refused again and again', () => {
  it('is switched off, if the setting says so', async () => {
    await startWithBoth({ disableKeyAfterRefusals: 3 });
    first.setBehaviour(null, 'invalid-key');
    for (const seconds of [300, 600, 1200]) {
      expect(await answered()).toBe(200);
      expect(await opened()).toMatchObject([{ kind: 'key', seconds }]);
      clock.advance(seconds * SECOND_MS);
    }
    await app.logged(/key \d+ of channel \d+ is switched off/);
    const isOff = waitFor(async () => {
      const channel = await app.adminData<{ keys: { isEnabled: boolean }[] }>(
        'GET',
        `/admin/channels/${String(firstId)}`,
      );
      return channel.keys[0]?.isEnabled === false;
    }, 'the key to be off');
    await expect(isOff).resolves.toBe(true);
    clock.advance(24 * 3600 * SECOND_MS);
    expect([await answered(), first.requests.length]).toEqual([200, 3]);
  });

  it('stays on without the setting', async () => {
    await startWithBoth();
    first.setBehaviour(null, 'invalid-key');
    for (const seconds of [300, 600, 1200, 1800, 1800]) {
      await answered();
      expect(await opened()).toMatchObject([{ kind: 'key', state: 'open', seconds }]);
      clock.advance(seconds * SECOND_MS);
    }
    await answered();
    expect(first.requests).toHaveLength(6);
  });
});

describe('cooldowns', () => {
  it('survive a restart', async () => {
    await startWithBoth();
    first.script(['status-500', 'rate-limited-3600']);
    expect(await statuses([...send(1)])).toEqual([200]);
    clock.advance(120 * SECOND_MS);
    expect(await statuses([...send(1)])).toEqual([200]);
    const before = await cooldowns();
    expect(before.length).toBeGreaterThan(1);
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ clock, folder: app.folder });
    const after = await cooldowns();
    expect(after).toHaveLength(before.length);
    expect(after).toEqual(expect.arrayContaining(before));
    expect([await answered(), first.requests.length]).toEqual([200, 2]);
  });
});

describe('what a person does about cooldowns', () => {
  /** How often a request comes to the first channel. */
  async function reachesFirst(): Promise<boolean> {
    const before = first.requests.length;
    expect(await answered()).toBe(200);
    return first.requests.length > before;
  }

  it.each(['channel', 'key', 'url', 'model'] as const)('acts at once on a %s', async (kind) => {
    await startWithBoth();
    const path = `/admin/channels/${String(firstId)}`;
    const { keys, urls } = await app.adminData<{ keys: { id: number }[]; urls: { id: number }[] }>(
      'GET',
      path,
    );
    const part = {
      channel: {},
      key: { key_id: keys[0]?.id },
      url: { url_id: urls[0]?.id },
      model: { model: MESSAGE.model },
    }[kind];
    const cool = () =>
      app.adminData('POST', `${path}/cooldown`, { duration_ms: 3_600_000, ...part });
    await cool();
    expect(await opened()).toMatchObject([{ kind, state: 'open', seconds: 3600 }]);
    expect(await reachesFirst()).toBe(false);
    await app.adminData('POST', `${path}/cooldown/try-now`, part);
    expect(await opened()).toMatchObject([{ kind, state: 'halfOpen' }]);
    expect(await reachesFirst()).toBe(true);
    expect(await opened()).toEqual([]);
    await cool();
    expect(await reachesFirst()).toBe(false);
    await app.adminData('POST', `${path}/cooldown/clear`, part);
    expect([await opened(), await reachesFirst()]).toEqual([[], true]);
  });

  it('puts a failing channel to the test at once, strikes kept', async () => {
    await startWithBoth();
    first.setBehaviour(null, 'status-500');
    expect(await reachesFirst()).toBe(true);
    expect(await reachesFirst()).toBe(false);
    await app.adminData('POST', `/admin/channels/${String(firstId)}/cooldown/try-now`, {});
    expect(await reachesFirst()).toBe(true);
    expect(await opened()).toEqual([{ kind: 'model', state: 'open', strikes: 2, seconds: 240 }]);
  });
});

describe('when every candidate cools', () => {
  const attemptsOfLast = async (count: number): Promise<string[]> => {
    const [record] = await app.records(count);
    const { attempts } = await app.detail(record?.id ?? '');
    return attempts.map(({ channelName }) => channelName);
  };

  it('tries the rate-limited before the failing, without a new strike', async () => {
    await startWithBoth();
    first.setBehaviour(null, 'status-503');
    second.setBehaviour(null, 'rate-limited-600');
    expect(await answered()).toBe(503);
    const before = await opened();
    expect(before).toHaveLength(2);
    clock.advance(SECOND_MS);
    second.setBehaviour(null, 'rate-limited');
    expect(await answered()).toBe(503);
    expect(await opened()).toEqual(before);
    expect(await attemptsOfLast(2)).toEqual(['Second', 'First']);
  });

  it('tries what comes back first before the others', async () => {
    await startWithBoth();
    first.setBehaviour(null, 'status-500');
    second.setBehaviour(null, 'status-503');
    expect(await answered()).toBe(503);
    first.setBehaviour(null, 'healthy');
    clock.advance(SECOND_MS);
    expect(await answered()).toBe(200);
    expect(await attemptsOfLast(2)).toEqual(['Second', 'First']);
    // The one that answered is well again; the other keeps what it had.
    expect(await opened()).toEqual([{ kind: 'model', state: 'open', strikes: 1, seconds: 10 }]);
  });

  it('tries the best alone, if the setting says so', async () => {
    await startWithBoth({ allCooling: 'one' });
    first.setBehaviour(null, 'status-500');
    second.setBehaviour(null, 'status-503');
    expect(await answered()).toBe(503);
    expect(await answered()).toBe(503);
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
  });

  it('tries nobody, if the setting says so, and names the time to come back', async () => {
    await startWithBoth({ allCooling: 'none' });
    first.setBehaviour(null, 'status-500');
    second.setBehaviour(null, 'rate-limited-40');
    expect(await answered()).toBe(503);
    clock.advance(3 * SECOND_MS);
    const response = await app.post('/v1/messages', MESSAGE);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '37']);
    expect(await response.text()).toContain('is cooling down');
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  it('answers with the only key of the only channel when that is well again', async () => {
    await start();
    first.script(['status-500']);
    expect(await answered()).toBe(503);
    expect(await answered()).toBe(200);
    expect(await opened()).toEqual([]);
  });

  it('sends one request at a time to each', async () => {
    await start();
    first.script(['status-500']);
    await answered();
    first.setBehaviour(null, 'slow-1000');
    const answers = send(5);
    await waitFor(async () => {
      const { inFlight } = await app.adminData<InFlightList>('GET', '/admin/in-flight');
      return inFlight.length === 5 && first.requests.length === 2;
    }, 'five requests, one of them at the channel');
    first.setBehaviour(null, 'healthy');
    clock.advance(SECOND_MS);
    expect(await statuses(answers)).toEqual(Array<number>(5).fill(200));
  });

  it('never uses a disabled channel', async () => {
    await start({}, [{ name: 'Off', url: second.url, enabled: false }]);
    first.setBehaviour(null, 'status-500');
    for (let i = 0; i < 3; i++) expect(await answered()).toBe(503);
    expect([first.requests.length, second.requests.length]).toEqual([3, 0]);
  });
});
