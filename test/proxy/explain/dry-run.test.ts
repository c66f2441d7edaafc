import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Balancing } from '../../../main/contracts/balancing.ts';
import type { Channel, ChannelId, KeyId, UrlId } from '../../../main/contracts/channel.ts';
import type { CooldownScope } from '../../../main/contracts/cooldown.ts';
import { NO_CHANNEL_LIMITS } from '../../../main/contracts/constants.ts';
import type { Settings } from '../../../main/contracts/settings.ts';
import { findCandidates } from '../../../main/core/candidates.ts';
import type { Candidate, Tried } from '../../../main/core/select.ts';
import { channelBars } from '../../../main/proxy/channel-limits.ts';
import type { Asking } from '../../../main/proxy/choice.ts';
import { choose } from '../../../main/proxy/choose.ts';
import { dryRun } from '../../../main/proxy/explain/dry-run.ts';
import { seededDice } from '../../../main/simulator/dice.ts';
import { HealthWindow } from '../../../main/state/health-window.ts';
import { LatencyBook } from '../../../main/state/latency-book.ts';
import { RotationBook } from '../../../main/state/rotation-book.ts';
import { SettingsBook } from '../../../main/state/settings-book.ts';
import { aBook } from '../../state/availability-fixture.ts';
import { aChannel, aKey, aUrl } from '../../support/channel-builder.ts';
import { aDemand } from '../../support/demand-builder.ts';
import { limitBook, unpriced } from '../../support/limit-book.ts';
import { aVerdict } from '../../support/verdict-builder.ts';

const MINUTE = 60_000;
const MODELS = ['m-1', 'm-2'];

/** What happened at a channel before anybody asks. */
type Past = {
  readonly channel: number;
  readonly part: 'channel' | 'key' | 'url' | 'model' | 'running' | 'failed' | 'served' | 'tried';
  readonly which: number;
  /** From now; what is over is half-open. */
  readonly minutes: number;
};

const channels = fc
  .array(
    fc.record({
      priority: fc.integer({ min: 0, max: 2 }),
      weight: fc.option(fc.integer({ min: 0, max: 5 })),
      keyStrategy: fc.constantFrom('sequential' as const, 'round_robin' as const),
      keyCount: fc.integer({ min: 1, max: 3 }),
      urlCount: fc.integer({ min: 1, max: 2 }),
      upstreamNames: fc.constantFrom([], MODELS),
      maxConcurrency: fc.constantFrom(null, null, 1),
      takeBack: fc.constantFrom('at_once' as const, 'when_idle' as const),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ keyCount, urlCount, upstreamNames, maxConcurrency, ...rest }, index): Channel => {
      const id = index + 1;
      return aChannel(id, {
        ...rest,
        keys: Array.from({ length: keyCount }, (_, n) => aKey(id * 10 + n)),
        urls: Array.from({ length: urlCount }, (_, n) => aUrl(id * 10 + n)),
        models: [{ name: 'claude-x', upstreamNames, isEnabled: true }],
        limits: { ...NO_CHANNEL_LIMITS, maxConcurrency },
      });
    }),
  );

const pasts = fc.array(
  fc.record({
    channel: fc.nat({ max: 5 }),
    part: fc.constantFrom<Past['part']>(
      ...(['channel', 'key', 'url', 'model', 'running', 'failed', 'served', 'tried'] as const),
    ),
    which: fc.nat({ max: 2 }),
    minutes: fc.integer({ min: -5, max: 60 }),
  }),
  { maxLength: 14 },
);

const given = fc.record({
  allCooling: fc.constantFrom('all' as const, 'one' as const, 'none' as const),
  isHealthScoreEnabled: fc.boolean(),
  healthMinSamples: fc.constant(0),
  healthPenaltyWeight: fc.constant(1),
  maxChannelsPerRequest: fc.nat({ max: 3 }),
  isFailoverEnabled: fc.constantFrom(true, true, false),
  trialWaitMs: fc.constant(0),
});

const preferred = fc.option(
  fc.record({ channel: fc.nat({ max: 5 }), which: fc.nat({ max: 2 }), isIdle: fc.boolean() }),
);

function scopeOf(channel: Channel, { part, which }: Past): CooldownScope {
  const channelId = channel.id;
  switch (part) {
    case 'key':
      return { kind: 'key', channelId, keyId: (channel.id * 10 + which) as KeyId };
    case 'url':
      return { kind: 'url', channelId, urlId: (channel.id * 10 + which) as UrlId };
    case 'model':
      return { kind: 'model', channelId, model: MODELS[which] ?? 'claude-x' };
    case 'channel':
    case 'running':
    case 'failed':
    case 'served':
    case 'tried':
      return { kind: 'channel', channelId };
  }
}

/** The books of some channels, with a past. */
async function aStage(all: readonly Channel[], values: Partial<Settings>, past: readonly Past[]) {
  const { book: availability, clock } = aBook(values);
  const settings = new SettingsBook({ values, lockedBy: {} }, {});
  const limits = limitBook(
    () => clock.now(),
    () => settings.current(),
  );
  const deps = {
    availability,
    settings,
    clock,
    limits,
    rotation: new RotationBook(),
    latency: new LatencyBook(),
    health: new HealthWindow(() => settings.current().healthWindowMs),
    random: seededDice(5),
  };
  const admission = {
    candidates: findCandidates(all, aDemand()),
    deadlineAt: null,
    estimates: unpriced(),
    token: null,
    conversions: { barOf: () => null },
  };
  const asking: Asking = {
    call: { isOver: false },
    admission,
    ledger: { firstAttemptAt: null },
    barredBy: channelBars(admission, deps),
  };
  for (const one of past) {
    const channel = all[one.channel];
    if (channel === undefined) continue;
    const target = {
      channelId: channel.id,
      keyId: (channel.id * 10 + one.which) as KeyId,
      urlId: (channel.id * 10) as UrlId,
      upstreamModel: MODELS[one.which] ?? null,
    };
    if (one.part === 'running')
      limits.take({ kind: 'channel', id: channel.id }, channel.limits, {
        model: null,
        nanoUsd: () => 0,
      });
    else if (one.part === 'tried') availability.takeAnyway(target);
    else if (one.part === 'failed') deps.health.note(channel.id, 'failure', clock.now());
    else if (one.part === 'served') {
      const choice = await choose(asking, [], deps);
      if (choice === null) continue;
      choice.hold.end(0);
      availability.release(choice.lease);
    } else availability.cool(scopeOf(channel, one), clock.now() + one.minutes * MINUTE);
  }
  const books = () =>
    structuredClone({
      cooldowns: availability.list(),
      trials: availability.runningTrials,
      channels: all.map(({ id, limits: own }) => ({
        credit: deps.rotation.creditOf(id),
        inFlight: availability.inFlightOf(id),
        limits: limits.stateOf({ kind: 'channel', id }, own),
        speed: deps.latency.ofChannel(id, 'claude-x', clock.now()),
      })),
    });
  return { asking, deps, books };
}

function named({ eligible, key, url, upstreamModel }: Candidate, why: string): string {
  return [eligible.channel.id, key.id, url.id, upstreamModel, why].join(' ');
}

describe('a dry run', () => {
  it.each<Balancing>(['weighted_round_robin', 'round_robin', 'least_in_flight'])(
    'by %s tells what is really chosen, attempt by attempt, whatever the books say, and changes nothing',
    async (balancing) => {
      await fc.assert(
        fc.asyncProperty(channels, pasts, given, preferred, async (all, past, values, home) => {
          const { asking, deps, books } = await aStage(all, { ...values, balancing }, past);
          const stays =
            home === null
              ? []
              : [
                  {
                    channelId: (home.channel + 1) as ChannelId,
                    keyId: (home.channel * 10 + 10 + home.which) as KeyId,
                    isIdle: home.isIdle,
                  },
                ];
          const request = { ...asking, preferred: stays };
          const before = books();
          const { steps } = dryRun(request, deps);
          expect(dryRun(request, deps).steps).toEqual(steps);
          expect(books()).toEqual(before);

          const tried: Tried[] = [];
          const chosen: string[] = [];
          for (let turn = 0; turn <= all.length; turn++) {
            const choice = await choose(request, tried, deps);
            if (choice === null) break;
            const { candidate, wasCooling, why } = choice;
            chosen.push(named(candidate, why));
            deps.availability.release(choice.lease);
            choice.hold.end(0);
            tried.push({ candidate, verdict: aVerdict({ blame: 'channel' }), wasCooling });
          }
          expect(steps.map(({ candidate, why }) => named(candidate, why))).toEqual(chosen);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('tells among whom chance decides, and throws no dice', async () => {
    const all = [1, 2, 3].map((id) => aChannel(id, { weight: id }));
    const { asking, deps } = await aStage(all, { balancing: 'weighted_random' }, []);
    const random = () => {
      throw new Error('the dice are not ours');
    };
    const { steps } = dryRun(asking, { ...deps, random });
    const sharing = steps.map((step) => step.sharing.map(({ channel }) => channel.id));
    expect(sharing.map((ids) => ids.length)).toEqual([3, 2, 1]);
  });

  it('says that it would wait where everything is being tried', async () => {
    const [channel] = [aChannel(1)];
    const { asking, deps } = await aStage([channel], { trialWaitMs: MINUTE }, [
      { channel: 0, part: 'channel', which: 0, minutes: 5 },
      { channel: 0, part: 'tried', which: 0, minutes: 0 },
    ]);
    expect(dryRun(asking, deps)).toEqual({ steps: [], waits: true });
  });
});
