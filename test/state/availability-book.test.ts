import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Verdict } from '../../main/core/classify.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';
import { aDemand } from '../support/demand-builder.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

const channelId = 1 as ChannelId;
const KEY = { kind: 'key', channelId, keyId: 10 as KeyId } as const;
const CHANNEL = { kind: 'channel', channelId } as const;
const REFUSED = aVerdict({ blame: 'key', reason: 'auth', firstCooldownMs: 300_000 });
const LIMITED = aVerdict({ blame: 'key', reason: 'rateLimit', firstCooldownMs: 60_000 });
const UNREACHABLE = aVerdict({ blame: 'url', reason: 'unreachable', firstCooldownMs: 30_000 });
const WRONG_URL = aVerdict({ blame: 'channel', reason: 'wrongUrl', firstCooldownMs: 60_000 });

describe('a blamed attempt', () => {
  it.each<[Verdict['blame'], readonly string[]]>([
    ['key', ['key open']],
    ['url', ['url open']],
    ['model', ['model open']],
    ['channel', ['channel open']],
    ['client', []],
    ['nobody', []],
  ])('with blame %s opens %j', (blame, opened) => {
    const { book, take, scopes } = aBook();
    book.settle(take(aTarget()), aVerdict({ blame }));
    expect(scopes()).toEqual(opened);
  });

  it('shuts out what shares the blamed part, and nothing else', () => {
    const { book, take, kindOf } = aBook();
    book.settle(take(aTarget()), aVerdict());
    expect(kindOf(aTarget({ keyId: 11, urlId: 11 }))).toBe('open');
    expect(kindOf(aTarget({ upstreamModel: 'other' }))).toBe('free');
    expect(kindOf(aTarget({ channelId: 2, keyId: 20, urlId: 20 }))).toBe('free');
  });

  it('opens no model when the request names none', () => {
    const { book, take, scopes } = aBook();
    book.settle(take(aTarget({ upstreamModel: null })), aVerdict());
    expect(scopes()).toEqual([]);
  });

  it('tells until when, why, and whether it was only told to wait', () => {
    const { book, clock, take } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], LIMITED);
    const limited = { kind: 'open', reason: 'rateLimit', isRateLimit: true } as const;
    expect(book.stateOf(aTarget())).toEqual({ ...limited, until: clock.now() + MINUTE });
    book.settle(leases[1], aVerdict());
    expect(book.tryTake(aTarget(), clock.now())).toEqual({
      kind: 'open',
      until: clock.now() + 2 * MINUTE,
      reason: 'server',
      isRateLimit: false,
    });
  });

  it('is counted even when the answer broke off after it had proven itself', () => {
    const { book, take, scopes } = aBook();
    const lease = take(aTarget());
    book.succeed(lease);
    book.settle(lease, aVerdict({ next: 'stop', reason: 'cut' }));
    expect(scopes()).toEqual(['model open']);
  });

  it('settles once', () => {
    const { book, take, scopes } = aBook();
    const lease = take(aTarget());
    book.release(lease);
    book.settle(lease, aVerdict());
    book.succeed(lease);
    expect(scopes()).toEqual([]);
  });
});

describe('a half-open candidate', () => {
  it('lets one of ten requests at once try it', () => {
    const { book, clock, take } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    const kinds = Array.from({ length: 10 }, () => book.tryTake(aTarget(), clock.now()).kind);
    expect(kinds).toEqual(['free', ...Array.from({ length: 9 }, () => 'busy')]);
    expect(book.runningTrials).toBe(1);
  });

  it('takes all its half-open parts or none', () => {
    const { book, clock, take } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], aVerdict());
    book.settle(leases[1], REFUSED);
    clock.advance(5 * MINUTE);
    const other = take(aTarget({ upstreamModel: 'other' }));
    // The model could be tried, but its key is being tried by another.
    expect(book.tryTake(aTarget(), clock.now()).kind).toBe('busy');
    expect(book.tryTake(aTarget({ keyId: 11 }), clock.now()).kind).toBe('free');
    book.release(other);
    expect(book.runningTrials).toBe(1);
  });

  it('is free for everyone after the trial has succeeded', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    const trial = take(aTarget());
    book.succeed(trial);
    expect(scopes()).toEqual([]);
    expect(Array.from({ length: 3 }, () => book.tryTake(aTarget(), clock.now()).kind)).toEqual([
      'free',
      'free',
      'free',
    ]);
  });

  it('is left as it was by a trial that nobody is blamed for', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    book.settle(take(aTarget()), aVerdict({ blame: 'nobody', reason: 'none' }));
    expect(scopes()).toEqual(['model halfOpen']);
    expect(book.tryTake(aTarget(), clock.now()).kind).toBe('free');
  });

  it('closes what the answer to a failed trial proves, and only that', () => {
    const { book, clock, take, scopes } = aBook();
    const leases = [take(aTarget()), take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], UNREACHABLE);
    book.settle(leases[1], WRONG_URL);
    book.settle(leases[2], aVerdict());
    clock.advance(2 * MINUTE);
    book.settle(take(aTarget()), LIMITED);
    expect(scopes()).toEqual(['model halfOpen', 'key open']);
  });

  it('wakes those who wait for the trial when it ends', async () => {
    const { book, clock, take } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    const trial = take(aTarget());
    const ended = book.whenTrialEnds([aTarget()]).then(() => book.stateOf(aTarget()).kind);
    book.succeed(trial);
    expect(await ended).toBe('free');
  });

  it('lets nobody wait longer than is set', async () => {
    const { book, clock, take } = aBook({ trialWaitMs: 5000 });
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    take(aTarget());
    const ended = book.whenTrialEnds([aTarget()]).then(() => book.stateOf(aTarget()).kind);
    clock.advance(5000);
    expect(await ended).toBe('busy');
    await book.whenTrialEnds([aTarget()], 0);
    await book.whenTrialEnds([aTarget({ channelId: 2, keyId: 20, urlId: 20 })]);
  });
});

describe('forty requests at a channel that begins to fail', () => {
  it('cost one strike', () => {
    const { book, clock, take } = aBook();
    const leases = Array.from({ length: 40 }, () => take(aTarget()));
    for (const lease of leases) {
      clock.advance(7);
      book.settle(lease, aVerdict());
    }
    expect(book.list()).toMatchObject([{ strikes: 1, until: clock.now() - 39 * 7 + 2 * MINUTE }]);
  });
});

describe('taking a candidate although it cools', () => {
  it('is for one request at a time, and its failure is no strike', () => {
    const { book, take } = aBook();
    book.settle(take(aTarget()), aVerdict());
    const before = book.list();
    const lease = book.takeAnyway(aTarget());
    expect(book.takeAnyway(aTarget())).toBeNull();
    if (lease === null) throw new Error('no lease');
    book.settle(lease, aVerdict());
    expect(book.list()).toEqual(before);
    expect(book.takeAnyway(aTarget())).not.toBeNull();
  });

  it('opens nothing else either', () => {
    const { book, take, scopes } = aBook();
    book.settle(take(aTarget()), LIMITED);
    const lease = book.takeAnyway(aTarget());
    if (lease === null) throw new Error('no lease');
    book.settle(lease, aVerdict());
    expect(scopes()).toEqual(['key open']);
  });

  it('closes everything when it succeeds, and counts as any other from then on', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), LIMITED);
    clock.advance(1);
    const lease = book.takeAnyway(aTarget());
    if (lease === null) throw new Error('no lease');
    book.succeed(lease);
    expect(scopes()).toEqual([]);
    book.settle(lease, aVerdict({ reason: 'cut' }));
    expect(scopes()).toEqual(['model open']);
  });

  it('is an ordinary lease where nothing cools', () => {
    const { book, scopes } = aBook();
    const lease = book.takeAnyway(aTarget());
    if (lease === null) throw new Error('no lease');
    book.settle(lease, aVerdict());
    expect(scopes()).toEqual(['model open']);
  });
});

describe('a whole channel', () => {
  const two = aChannel(1, { keys: [aKey(10), aKey(11)], urls: [aUrl(10), aUrl(11)] });

  it.each([
    ['keys', LIMITED, { keyId: 11 }],
    ['urls', UNREACHABLE, { urlId: 11 }],
  ] as const)('cools when all its %s do, until the first recovers', (follows, verdict, other) => {
    const { book, clock, take } = aBook();
    book.retain([two]);
    book.settle(take(aTarget()), verdict);
    const until = clock.now() + verdict.firstCooldownMs;
    expect(book.list().filter(({ scope }) => scope.kind === 'channel')).toEqual([]);
    clock.advance(5000);
    book.settle(take(aTarget(other)), verdict);
    const views = book.list().filter(({ scope }) => scope.kind === 'channel');
    expect(views).toMatchObject([{ follows, until, state: 'open' }]);
    book.clear({ ...KEY });
    clock.advance(verdict.firstCooldownMs);
    expect(book.list().filter(({ scope }) => scope.kind === 'channel')).toEqual([]);
  });

  it('follows its usable keys alone: a disabled one and a new one count at once', () => {
    const { book, take } = aBook();
    book.retain([two]);
    book.settle(take(aTarget()), LIMITED);
    book.retain([{ ...two, keys: [aKey(10), aKey(11, { isEnabled: false })] }]);
    expect(book.list().map(({ follows }) => follows)).toEqual([null, 'keys']);
    book.retain([{ ...two, keys: [aKey(10), aKey(12)] }]);
    expect(book.list().map(({ follows }) => follows)).toEqual([null]);
  });

  it('opens when two of its models fail within a minute', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(MINUTE - 1);
    book.settle(take(aTarget({ upstreamModel: 'other' })), aVerdict());
    expect(scopes()).toEqual(['model open', 'model open', 'channel open']);
  });

  it('does not open when they fail further apart', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), aVerdict());
    clock.advance(MINUTE);
    book.settle(take(aTarget({ upstreamModel: 'other' })), aVerdict());
    expect(scopes()).toEqual(['model open', 'model open']);
  });

  it('does not open because it lacks two models', () => {
    const { book, take, scopes } = aBook();
    const unknown = aVerdict({ reason: 'model' });
    book.settle(take(aTarget()), unknown);
    book.settle(take(aTarget({ upstreamModel: 'other' })), unknown);
    expect(scopes()).toEqual(['model open', 'model open']);
  });
});

describe('what a person does', () => {
  it('cools, clears and tries each part by itself, or all of a channel', () => {
    const { book, clock, take, kindOf, scopes } = aBook();
    book.cool(KEY, clock.now() + MINUTE);
    book.cool(CHANNEL, clock.now() + MINUTE);
    expect(scopes()).toEqual(['key open', 'channel open']);
    book.clear(CHANNEL);
    expect(scopes()).toEqual(['key open']);
    book.tryNow(KEY);
    expect(scopes()).toEqual(['key halfOpen']);
    book.cool(CHANNEL, clock.now() + MINUTE);
    book.tryChannelNow(channelId);
    expect(scopes()).toEqual(['key halfOpen', 'channel halfOpen']);
    take(aTarget());
    expect(kindOf(aTarget())).toBe('busy');
    book.clearChannel(channelId);
    expect(kindOf(aTarget())).toBe('free');
    book.cool(KEY, clock.now() + MINUTE);
    book.clearAll();
    expect(scopes()).toEqual([]);
  });

  it('ends the waiting for a trial that clearing makes unnecessary', async () => {
    const { book, clock, take } = aBook();
    book.settle(take(aTarget()), REFUSED);
    clock.advance(5 * MINUTE);
    take(aTarget());
    const ended = book.whenTrialEnds([aTarget()]).then(() => book.stateOf(aTarget()).kind);
    book.clear(KEY);
    expect(await ended).toBe('free');
  });

  it('is told to whoever listens, and what changes nothing is not', () => {
    const { book, clock, take } = aBook();
    let told = 0;
    const unsubscribe = book.subscribe(() => {
      told += 1;
    });
    book.succeed(take(aTarget()));
    book.clearAll();
    book.tryNow(KEY);
    expect(told).toBe(0);
    book.cool(KEY, clock.now() + MINUTE);
    book.clear(KEY);
    unsubscribe();
    book.cool(KEY, clock.now() + MINUTE);
    expect(told).toBe(2);
  });
});

describe('a key that is refused again and again', () => {
  it('is reported when it was refused in as many cooldowns as are set', () => {
    const { book, clock, take, exhausted } = aBook({ disableKeyAfterRefusals: 3 });
    for (const wait of [5, 10, 20]) {
      expect(exhausted).toEqual([]);
      book.settle(take(aTarget()), REFUSED);
      clock.advance(wait * MINUTE);
    }
    expect(exhausted).toEqual([10]);
  });

  it('is reported anew after its strikes were forgotten', () => {
    const { book, clock, take, exhausted } = aBook({ disableKeyAfterRefusals: 1 });
    for (const wait of [5, 45, 0]) {
      book.settle(take(aTarget()), REFUSED);
      clock.advance(wait * MINUTE);
    }
    expect(exhausted).toEqual([10, 10, 10]);
  });

  it('is never reported by default', () => {
    const { book, clock, take, exhausted } = aBook();
    for (let at = 0; at < 8; at += 1) {
      book.settle(take(aTarget()), REFUSED);
      clock.advance(30 * MINUTE);
    }
    expect(exhausted).toEqual([]);
  });
});

describe('time asleep or offline', () => {
  it('undoes what it opened and brings back what was before', () => {
    const { book, clock, take, scopes } = aBook();
    book.settle(take(aTarget()), UNREACHABLE);
    clock.advance(MINUTE);
    book.settle(take(aTarget()), UNREACHABLE);
    book.settle(take(aTarget({ urlId: 11 })), aVerdict({ reason: 'timeout' }));
    expect(book.list()).toMatchObject([{ strikes: 2 }, { scope: { kind: 'model' } }]);
    book.forgive(1000);
    expect(scopes()).toEqual(['url halfOpen']);
    expect(book.list()).toMatchObject([{ strikes: 1 }]);
  });

  it('does not undo what an upstream answered, nor what is older', () => {
    const { book, clock, take, scopes } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], UNREACHABLE);
    clock.advance(2000);
    book.settle(leases[1], LIMITED);
    book.forgive(1000);
    expect(scopes()).toEqual(['url open', 'key open']);
  });
});

describe('soonest', () => {
  it('is when the first of them can be tried, all its parts considered', () => {
    const { book, clock, take } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], aVerdict());
    book.settle(leases[1], LIMITED);
    const now = clock.now();
    const eligibleOf = (model: string, ...ids: number[]) =>
      findCandidates(
        ids.map((id) => aChannel(id)),
        aDemand({ model }),
      ).eligible;
    expect(book.soonest(eligibleOf('m', 1))).toBe(now + 2 * MINUTE);
    expect(book.soonest(eligibleOf('other', 1))).toBe(now + MINUTE);
    expect(book.soonest(eligibleOf('m', 1, 2))).toBe(now);
    expect(book.soonest([])).toBeNull();
  });
});
