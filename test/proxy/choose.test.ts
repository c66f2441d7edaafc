import { describe, expect, it } from 'vitest';
import type { Channel, ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { Balancing } from '../../main/contracts/balancing.ts';
import type { Settings } from '../../main/contracts/settings.ts';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Verdict } from '../../main/core/classify.ts';
import type { Tried } from '../../main/core/select.ts';
import type { Asking, Choice } from '../../main/proxy/choice.ts';
import { choose } from '../../main/proxy/choose.ts';
import { seededDice } from '../../main/simulator/dice.ts';
import { HealthWindow } from '../../main/state/health-window.ts';
import { LatencyBook } from '../../main/state/latency-book.ts';
import { RotationBook } from '../../main/state/rotation-book.ts';
import { SettingsBook } from '../../main/state/settings-book.ts';
import { aBook } from '../state/availability-fixture.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';
import { aDemand } from '../support/demand-builder.ts';
import { limitBook, unpriced } from '../support/limit-book.ts';
import { aVerdict } from '../support/verdict-builder.ts';

const HOUR = 3_600_000;
const idOf = (id: number) => id as ChannelId;

/** Everything that choosing needs, over a clock that stands still. */
function aStage(channels: readonly Channel[], given: Partial<Settings> = {}) {
  const { book: availability, clock } = aBook(given);
  const settings = new SettingsBook({ values: given, lockedBy: {} }, {});
  const deps = {
    availability,
    settings,
    clock,
    rotation: new RotationBook(),
    latency: new LatencyBook(),
    health: new HealthWindow(() => settings.current().healthWindowMs),
    random: seededDice(7),
    limits: limitBook(
      () => clock.now(),
      () => settings.current(),
    ),
  };
  const candidates = findCandidates(channels, aDemand());
  const asking: Asking = {
    call: { isOver: false },
    admission: { candidates, deadlineAt: null, estimates: unpriced() },
    ledger: { firstAttemptAt: null },
  };
  const next = async (tried: readonly Tried[] = [], more: Partial<Asking> = {}) => {
    const choice = await choose({ ...asking, ...more }, tried, deps);
    if (choice !== null) {
      availability.release(choice.lease);
      choice.hold.end(0);
    }
    return choice;
  };
  /** The channels of so many requests. */
  const shares = async (count: number): Promise<number[]> => {
    const ids: number[] = [];
    for (let n = 0; n < count; n++) {
      const choice = await next();
      ids.push(choice?.candidate.eligible.channel.id ?? 0);
    }
    return ids;
  };
  return { ...deps, next, shares };
}

function nameOf(choice: Choice | null): string {
  if (choice === null) return 'none';
  const { eligible, key, url, upstreamModel } = choice.candidate;
  return [eligible.channel.id, key.id, url.id, upstreamModel, choice.why].join(' ');
}

function failed(choice: Choice | null, verdict: Partial<Verdict> = {}): Tried {
  if (choice === null) throw new Error('nothing was chosen');
  return { candidate: choice.candidate, verdict: aVerdict(verdict), wasCooling: choice.wasCooling };
}

function timesOf(id: number, ids: readonly number[]): number {
  return ids.filter((one) => one === id).length;
}

describe('balancing', () => {
  const weighted = [10, 1].map((weight, index) => aChannel(index + 1, { weight }));

  it.each<[Balancing, number, number]>([
    ['weighted_round_robin', 10, 10],
    ['round_robin', 55, 55],
    ['random', 40, 70],
    ['weighted_random', 3, 20],
  ])(
    'by %s gives a backup of weight 1 beside 10 from %i to %i of 110',
    async (balancing, min, max) => {
      const times = timesOf(2, await aStage(weighted, { balancing }).shares(110));
      expect(times).toBeGreaterThanOrEqual(min);
      expect(times).toBeLessThanOrEqual(max);
    },
  );

  it('spreads evenly over three by default', async () => {
    const stage = aStage([aChannel(1), aChannel(2), aChannel(3)]);
    expect(await stage.shares(6)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('is another one in a group that has its own', async () => {
    const groupBalancing = [{ priority: 0, balancing: 'round_robin' as const }];
    expect(await aStage(weighted, { groupBalancing }).shares(4)).toEqual([1, 2, 1, 2]);
    const elsewhere = [{ priority: 9, balancing: 'round_robin' as const }];
    expect(await aStage(weighted, { groupBalancing: elsewhere }).shares(4)).toEqual([1, 1, 1, 1]);
  });

  it('by load prefers who has the fewest attempts running', async () => {
    const stage = aStage([aChannel(1), aChannel(2)], { balancing: 'least_in_flight' });
    const target = {
      channelId: idOf(1),
      keyId: 10 as KeyId,
      urlId: 10 as never,
      upstreamModel: 'm',
    };
    const taken = stage.availability.tryTake(target, stage.clock.now());
    expect(await stage.shares(3)).toEqual([2, 2, 2]);
    if (taken.kind === 'free') stage.availability.release(taken.lease);
    expect((await stage.shares(2)).toSorted()).toEqual([1, 2]);
  });

  it('by speed tries who was never measured, then the fastest, and the others now and then', async () => {
    const channels = [aChannel(1), aChannel(2), aChannel(3)];
    const stage = aStage(channels, { balancing: 'fastest' });
    expect((await stage.shares(3)).toSorted()).toEqual([1, 2, 3]);
    for (const [id, ms] of [
      [1, 300],
      [2, 100],
      [3, 200],
    ] as const) {
      const target = { channelId: idOf(id), urlId: 1 as never, upstreamModel: 'claude-x' };
      stage.latency.note(target, ms, stage.clock.now());
    }
    const ids = await stage.shares(400);
    expect(timesOf(2, ids)).toBeGreaterThan(360);
    expect(timesOf(1, ids)).toBeGreaterThan(0);
    expect(timesOf(3, ids)).toBeGreaterThan(0);
  });

  it('weighs a channel by the keys of it that do not cool', async () => {
    const keys = [1, 2, 3].map((id) => aKey(id));
    const stage = aStage([aChannel(1, { keys }), aChannel(2, { keys: [aKey(4)] })]);
    for (const keyId of [1, 2] as KeyId[]) {
      stage.availability.cool({ kind: 'key', channelId: idOf(1), keyId }, stage.clock.now() + HOUR);
    }
    expect(timesOf(1, await stage.shares(10))).toBe(5);
  });
});

describe('the health score', () => {
  /** Channel, priority, successes and failures of ccLoad's example. */
  const EXAMPLE = [
    [1, 100, 95, 5],
    [2, 90, 56, 24],
    [3, 80, 2, 2],
    [4, 70, 50, 0],
  ] as const;

  it.each([
    [true, [1, 3, 4, 2]],
    [false, [1, 2, 3, 4]],
  ])('switched on (%s) decides the order', async (isHealthScoreEnabled, order) => {
    const channels = EXAMPLE.map(([id, priority]) => aChannel(id, { priority }));
    const stage = aStage(channels, { isHealthScoreEnabled, healthMinSamples: 40 });
    for (const [id, , successes, failures] of EXAMPLE) {
      for (let n = 0; n < successes; n++) stage.health.note(idOf(id), 'success', stage.clock.now());
      for (let n = 0; n < failures; n++) stage.health.note(idOf(id), 'failure', stage.clock.now());
    }
    const tried: Tried[] = [];
    for (let n = 0; n < 4; n++)
      tried.push(failed(await stage.next(tried), { reason: 'account', blame: 'channel' }));
    expect(tried.map(({ candidate }) => candidate.eligible.channel.id)).toEqual(order);
  });
});

describe('why a candidate was chosen', () => {
  const two = [aChannel(1, { keys: [aKey(10), aKey(11)] }), aChannel(2)];

  it('is its turn, or that there is no other', async () => {
    expect(nameOf(await aStage(two).next())).toBe('1 10 10 claude-x rotation');
    expect(nameOf(await aStage([aChannel(2)]).next())).toBe('2 20 20 claude-x only');
  });

  it('is that another key of the channel failed, or another channel', async () => {
    const stage = aStage(two);
    const first = failed(await stage.next(), { next: 'nextKey', blame: 'key', reason: 'auth' });
    const second = await stage.next([first]);
    expect(nameOf(second)).toBe('1 11 10 claude-x staysInChannel');
    const third = await stage.next([first, failed(second)]);
    expect(nameOf(third)).toBe('2 20 20 claude-x failover');
  });

  it('is that another name of the model failed', async () => {
    const models = [{ name: 'claude-x', upstreamNames: ['b', 'a'], isEnabled: true }];
    const stage = aStage([aChannel(1, { models }), aChannel(2)]);
    const first = failed(await stage.next());
    expect(nameOf(await stage.next([first]))).toBe('1 10 10 a staysInChannel');
  });

  it('is that everything cools', async () => {
    const stage = aStage([aChannel(1), aChannel(2)]);
    const { availability, clock } = stage;
    availability.cool({ kind: 'channel', channelId: idOf(1) }, clock.now() + 2 * HOUR);
    availability.cool({ kind: 'channel', channelId: idOf(2) }, clock.now() + HOUR);
    expect(nameOf(await stage.next())).toBe('2 20 20 claude-x cooling');
  });

  it('is where its conversation was served before', async () => {
    const stage = aStage(two);
    const preferred = [{ channelId: idOf(1), keyId: 11 as KeyId, isIdle: false }];
    for (let n = 0; n < 3; n++) {
      expect(nameOf(await stage.next([], { preferred }))).toBe('1 11 10 claude-x affinity');
    }
    stage.availability.cool(
      { kind: 'key', channelId: idOf(1), keyId: 11 as KeyId },
      stage.clock.now() + HOUR,
    );
    expect(nameOf(await stage.next([], { preferred }))).toBe('1 10 10 claude-x rotation');
  });
});

describe('what may not be chosen', () => {
  it('is a channel that a limit bars, even when everything else cools', async () => {
    const stage = aStage([aChannel(1), aChannel(2)]);
    const barredBy = ({ channel }: { channel: Channel }) =>
      channel.id === 1 ? ({ kind: 'disabled' } as const) : null;
    expect(await stage.next([], { barredBy })).toMatchObject({ candidate: { key: { id: 20 } } });
    stage.availability.cool({ kind: 'channel', channelId: idOf(2) }, stage.clock.now() + HOUR);
    expect(nameOf(await stage.next([], { barredBy }))).toBe('2 20 20 claude-x cooling');
  });

  it('is a further channel once as many were tried as allowed', async () => {
    const stage = aStage([aChannel(1), aChannel(2), aChannel(3)], { maxChannelsPerRequest: 2 });
    const first = failed(await stage.next());
    const second = failed(await stage.next([first]));
    expect(await stage.next([first, second])).toBeNull();
  });

  it('is a further key once as many were tried as allowed, even when nothing else is left', async () => {
    const stage = aStage([aChannel(1, { keys: [aKey(10), aKey(11)] })], { maxKeysPerChannel: 1 });
    const first = failed(await stage.next(), { next: 'nextKey', blame: 'key', reason: 'auth' });
    expect(await stage.next([first])).toBeNull();
  });
});

describe('the URLs of a channel', () => {
  const urls = [aUrl(1), aUrl(2), aUrl(3)];
  const noted = async (urlOrder: Channel['urlOrder'], count: number): Promise<number[]> => {
    const stage = aStage([aChannel(1, { urls, urlOrder })]);
    for (const [index, { id }] of urls.entries()) {
      const target = { channelId: idOf(1), urlId: id, upstreamModel: 'claude-x' };
      stage.latency.note(target, 300 - index * 100, stage.clock.now());
    }
    const ids: number[] = [];
    for (let n = 0; n < count; n++) ids.push((await stage.next())?.candidate.url.id ?? 0);
    return ids;
  };

  it('are taken in their order', async () => {
    expect(new Set(await noted('in_order', 20))).toEqual(new Set([1]));
  });

  it('are taken by their speed, with a look at the others now and then', async () => {
    const ids = await noted('fastest', 400);
    expect(timesOf(3, ids)).toBeGreaterThan(360);
    expect([1, 2].map((id) => timesOf(id, ids) > 0)).toEqual([true, true]);
  });

  it('are all measured before one is preferred, each by one request', async () => {
    const stage = aStage([aChannel(1, { urls, urlOrder: 'fastest' })]);
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.push((await stage.next())?.candidate.url.id ?? 0);
    expect(ids.toSorted()).toEqual([1, 2, 3]);
  });
});
