import { describe, expect, it } from 'vitest';
import type { Balancing } from '../../../main/contracts/balancing.ts';
import type { CooldownView } from '../../../main/contracts/cooldown.ts';
import type { ExplainedRank } from '../../../main/contracts/route-explanation.ts';
import { cooldownText, rankSaid, unreachedText } from '../../../main/core/explain/texts.ts';
import { aChannel, aKey, aUrl } from '../../support/channel-builder.ts';

const moment = { now: Date.UTC(2026, 0, 2, 8), zone: { name: 'UTC', offsetMsAt: () => 0 } };
const channel = aChannel(1, {
  keys: [aKey(10, { mask: 'sk-k…6789' })],
  urls: [aUrl(10, { url: 'https://up.example/v1?sig=secret' })],
});

function aCooldown(overrides: object = {}): CooldownView {
  return {
    scope: { kind: 'channel', channelId: channel.id },
    state: 'open',
    until: moment.now + 30 * 60_000,
    openedAt: moment.now,
    strikes: 1,
    reason: 'rateLimit',
    isStated: false,
    isManual: false,
    isTrialRunning: false,
    follows: null,
    ...overrides,
  };
}

const scoped = (kind: string, part: object) => ({
  scope: { kind, channelId: channel.id, ...part },
});

describe('the text of a cooldown', () => {
  it.each([
    [{}, 'The channel is cooling down until 2026-01-02 08:30 (UTC): rateLimit'],
    [
      { isStated: true },
      'The channel is cooling down until 2026-01-02 08:30 (UTC): rateLimit, as its upstream said',
    ],
    [
      { strikes: 3 },
      'The channel is cooling down until 2026-01-02 08:30 (UTC): rateLimit, 3 times in a row',
    ],
    [{ isManual: true }, 'The channel is cooling down until 2026-01-02 08:30 (UTC): set by hand'],
    [
      scoped('key', { keyId: 10 }),
      'The key sk-k…6789 is cooling down until 2026-01-02 08:30 (UTC): rateLimit',
    ],
    [
      scoped('url', { urlId: 10 }),
      'The URL https://up.example/v1 is cooling down until 2026-01-02 08:30 (UTC): rateLimit',
    ],
    [
      scoped('model', { model: 'm' }),
      'The model "m" is cooling down until 2026-01-02 08:30 (UTC): rateLimit',
    ],
    [{ follows: 'keys' }, 'All its keys are cooling down, the first until 2026-01-02 08:30 (UTC)'],
    [{ until: moment.now - 1 }, 'The channel is cooling down until a check succeeds (rateLimit)'],
    [
      { state: 'halfOpen', until: moment.now - 1 },
      'The channel has cooled down, and takes one request at a time until it has proven itself: the next one tries it',
    ],
    [
      { state: 'halfOpen', until: moment.now - 1, isTrialRunning: true },
      'The channel has cooled down, and takes one request at a time until it has proven itself: one tries it now',
    ],
  ])('%j is "%s"', (overrides, text) => {
    expect(cooldownText(aCooldown(overrides), channel, moment)).toBe(text);
  });
});

const textsOf = (sentences: readonly { readonly text: string }[]) =>
  sentences.map(({ text }) => text);

describe('the texts of a rank', () => {
  const rank: ExplainedRank = {
    group: 1,
    priority: 5,
    health: null,
    balancing: 'weighted_round_robin',
    weight: 2,
    credit: 0.25,
    inFlight: 4,
    latencyMs: null,
  };

  it('of a channel without equals name its priority and its health alone', () => {
    const health = { successes: 3, failures: 1, effectivePriority: 2.5 };
    expect(textsOf(rankSaid({ ...rank, health }, { count: 1, share: 1 }))).toEqual([
      'Its priority is 5; it is in group 1.',
      'Its health makes that 2.5: of its last 4 requests, 1 failed.',
    ]);
  });

  it.each<[Balancing, Partial<ExplainedRank>, string]>([
    [
      'weighted_round_robin',
      {},
      'in turns by weight (setting "balancing": weighted_round_robin): 66.7 % for this one, weight 2, 0.25 turns earned and not had.',
    ],
    ['random', {}, 'by chance (setting "balancing": random): 66.7 % for this one, weight 2.'],
    [
      'least_in_flight',
      {},
      'to who has the fewest requests in flight (setting "balancing": least_in_flight): 66.7 % for this one, weight 2, 4 in flight.',
    ],
    [
      'fastest',
      {},
      'to who is fastest (setting "balancing": fastest): 66.7 % for this one, weight 2, never measured.',
    ],
    [
      'fastest',
      { latencyMs: 120.4 },
      'to who is fastest (setting "balancing": fastest): 66.7 % for this one, weight 2, first byte in 120 ms.',
    ],
  ])('by %s tell what the balancing goes by', (balancing, numbers, text) => {
    const [, sharing] = rankSaid({ ...rank, ...numbers, balancing }, { count: 3, share: 2 / 3 });
    expect(sharing?.text).toBe(`3 channels share ${text}`);
  });
});

it.each([
  [
    'maxChannels',
    'is not reached: a request tries at most 2 channels (setting "maxChannelsPerRequest")',
  ],
  ['failoverOff', 'is not reached: failover is switched off (setting "isFailoverEnabled")'],
  ['timeIsOver', 'is not reached in the time that the client gives'],
] as const)('a channel that is not reached because of %s %s', (why, text) => {
  expect(unreachedText(why, 2)).toBe(text);
});
