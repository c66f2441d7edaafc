// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '#contracts/channel';
import type { CooldownView } from '#contracts/cooldown';
import type { Figures } from '#contracts/statistics';
import { firstSteps } from '../../../../renderer/src/features/overview/first-steps.ts';
import { healthRows } from '../../../../renderer/src/features/overview/health-rows.ts';
import { situation } from '../../../../renderer/src/features/overview/situation.ts';
import { tiles } from '../../../../renderer/src/features/overview/tiles.ts';
import { createFormat } from '../../../../renderer/src/i18n/format.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { aChannel } from '../../support/builders.ts';

const key = { id: 1 as KeyId, mask: 'sk-…1', note: '', isEnabled: true, isLocked: false };
const channel = (id: number, facts: Partial<Parameters<typeof aChannel>[0]> = {}) =>
  aChannel({ id: id, name: `c${id}`, isEnabled: true, keys: [key], ...facts });

const cooling = (id: number, facts: Partial<CooldownView> = {}): CooldownView => ({
  scope: { kind: 'channel', channelId: id as ChannelId },
  state: 'open',
  until: 10,
  openedAt: 0,
  strikes: 1,
  reason: 'server',
  isStated: false,
  isManual: false,
  isTrialRunning: false,
  follows: null,
  ...facts,
});

describe('the situation', () => {
  const locked = [{ ...key, isLocked: true }];
  it.each([
    ['no channels', [], [], 'fine'],
    ['one that works', [channel(1)], [], 'fine'],
    ['all switched off', [channel(1, { isEnabled: false })], [], 'noneEnabled'],
    ['all cooling', [channel(1)], [cooling(1)], 'allCooling'],
    ['one of two cooling', [channel(1), channel(2)], [cooling(1)], 'fine'],
    ['one being tried', [channel(1)], [cooling(1, { state: 'halfOpen' })], 'fine'],
    ['one without a key', [channel(1), channel(2, { keys: locked })], [], 'unusable'],
  ] as const)('with %s', (_, channels, cooldowns, kind) => {
    expect(situation(channels, cooldowns).kind).toBe(kind);
  });
});

describe('the first steps', () => {
  const facts = { channels: 0, hasAnswer: false, hasToken: false, hasRequest: false };
  it.each([
    [{}, []],
    [{ channels: 1 }, ['channel']],
    [{ channels: 1, hasAnswer: true }, ['channel', 'test']],
    [{ channels: 1, hasRequest: true }, ['channel', 'test', 'client', 'first']],
  ])('after %o are done: %j', (some, done) => {
    const steps = firstSteps({ ...facts, ...some });
    expect(steps.filter(({ isDone }) => isDone).map(({ id }) => id)).toEqual(done);
  });
});

describe('the tiles', () => {
  const figures = (facts: Partial<Figures>) =>
    ({
      requests: 0,
      successRate: null,
      firstByteP50Ms: null,
      costNanoUsd: 0,
      ...facts,
    }) as Figures;
  const shown = (now: Partial<Figures>, before: Partial<Figures> | null) =>
    tiles(figures(now), before === null ? null : figures(before), createFormat('en')).map(
      ({ id, value, change, tone }) =>
        `${id} ${value} ${String(change)} ${tone}`.replaceAll('\u00a0', ' '),
    );

  it('compare with the span before', () => {
    const now = { requests: 150, successRate: 0.9, firstByteP50Ms: 300, costNanoUsd: 2e9 };
    const before = { requests: 100, successRate: 1, firstByteP50Ms: 600, costNanoUsd: 2e9 };
    expect(shown(now, before)).toEqual([
      'requests 150 +50.0 % idle',
      'success 90.0 % −10.0 % bad',
      'firstByte 300 ms −50.0 % good',
      'cost $2.00 ±0 % idle',
    ]);
  });

  it('say nothing where there is nothing to compare with', () => {
    expect(shown({ requests: 3 }, null)).toEqual([
      'requests 3 null idle',
      'success – null idle',
      'firstByte – null idle',
      'cost $0.00 null idle',
    ]);
  });
});

describe('the health strips', () => {
  const language = new Language(['en'], { read: () => null, write: () => undefined });
  const report = {
    range: { from: 0, to: 600_000 },
    starts: [0, 300_000],
    channels: [
      {
        channelId: 1,
        channelName: 'c1',
        cells: [null, { success: 3, failure: 1, rateLimited: 0 }],
      },
    ],
  };

  it('are there for every channel, also the quiet ones', () => {
    const [busy, quiet] = healthRows([channel(1), channel(2)], report, language);
    expect(busy?.successRate).toBe(0.75);
    expect(busy?.label).toContain('75.0');
    expect(busy?.cells[1]?.text).toContain('3 well, 1 failed');
    expect(quiet?.successRate).toBeNull();
    expect(quiet?.cells).toHaveLength(2);
  });
});
