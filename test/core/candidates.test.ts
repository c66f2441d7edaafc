import { describe, expect, it } from 'vitest';
import { exclusionText, findCandidates } from '../../main/core/candidates.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';
import { aDemand } from '../support/demand-builder.ts';

const demand = aDemand();

const MOMENT = { now: 0, zone: { name: 'UTC', offsetMsAt: () => 0 } };

describe('findCandidates', () => {
  it.each([
    ['disabled', 'disabled', { isEnabled: false }],
    [
      'protocol',
      'does not speak this protocol, and this kind of request cannot be converted',
      { protocols: ['gemini'] },
    ],
    ['model', 'does not offer this model', { models: [aModel('other')] }],
    [
      'model',
      'does not offer this model',
      { models: [{ name: 'claude-x', upstreamNames: [], isEnabled: false }] },
    ],
    ['noUrl', 'has no enabled URL', { urls: [aUrl(1, { isEnabled: false })] }],
    ['noKey', 'has no enabled key', { keys: [aKey(1, { isEnabled: false })] }],
    ['noKey', 'has no enabled key', { keys: [] }],
    ['locked', 'its keys are locked', { keys: [aKey(1, { secret: null })] }],
  ] as const)('excludes with the reason %s: %s', (kind, text, overrides) => {
    const [exclusion] = findCandidates([aChannel(1, overrides)], demand).exclusions;
    expect(exclusion?.reason.kind).toBe(kind);
    expect(exclusion && exclusionText(exclusion.reason, MOMENT)).toBe(text);
  });

  it('accounts for every channel, as eligible or with a reason', () => {
    const channels = [aChannel(1), aChannel(2, { isEnabled: false }), aChannel(3)];
    const { eligible, exclusions } = findCandidates(channels, demand);
    expect(eligible.length + exclusions.length).toBe(channels.length);
  });

  it('puts higher priority first and keeps the list order among equals', () => {
    const channels = [
      aChannel(1, { priority: 1 }),
      aChannel(2, { priority: 5 }),
      aChannel(3, { priority: 1, position: 0 }),
    ];
    const { eligible } = findCandidates(channels, demand);
    expect(eligible.map((one) => one.channel.id)).toEqual([2, 3, 1]);
  });

  it('uses the redirect of a literal entry even when a wildcard stands before it', () => {
    const models = [
      { name: '*', upstreamNames: ['fallback'], isEnabled: true },
      { name: 'claude-x', upstreamNames: ['glm-5'], isEnabled: true },
    ];
    expect(findCandidates([aChannel(1, { models })], demand).eligible[0]?.upstreamModels).toEqual([
      'glm-5',
    ]);
  });

  it('redirects every other model through the wildcard', () => {
    const models = [{ name: '*', upstreamNames: ['fallback'], isEnabled: true }];
    const { eligible } = findCandidates([aChannel(1, { models })], demand);
    expect(eligible[0]?.upstreamModels).toEqual(['fallback']);
  });

  it('offers wildcard channels beside channels that list the model', () => {
    const literal = aChannel(1, {
      models: [{ name: 'claude-x', upstreamNames: [], isEnabled: true }],
    });
    expect(findCandidates([literal, aChannel(2)], demand).eligible).toHaveLength(2);
  });

  it('asks for no model when the request names none', () => {
    const channel = aChannel(1, {
      models: [{ name: 'other', upstreamNames: ['x'], isEnabled: true }],
    });
    const { eligible } = findCandidates([channel], aDemand({ model: null }));
    expect(eligible[0]?.upstreamModels).toEqual([null]);
  });

  it('weighs a channel by its usable keys unless a weight is set', () => {
    const keys = [aKey(1), aKey(2), aKey(3, { isEnabled: false })];
    const channels = [aChannel(1, { keys }), aChannel(2, { keys, weight: 7 })];
    expect(findCandidates(channels, demand).eligible.map((one) => one.weight)).toEqual([2, 7]);
  });

  describe('a channel that sends everything as one model', () => {
    const modelOverride = 'glm-5';

    it.each([
      ['what it lists', [aModel('claude-x', 'elsewhere')], ['glm-5']],
      ['any model when it lists none', [], ['glm-5']],
      ['nothing that it does not list', [aModel('other')], undefined],
    ])('serves %s', (_what, models, expected) => {
      const { eligible } = findCandidates([aChannel(1, { modelOverride, models })], demand);
      expect(eligible[0]?.upstreamModels).toEqual(expected);
    });

    it('puts no model into a request that names none', () => {
      const { eligible } = findCandidates(
        [aChannel(1, { modelOverride })],
        aDemand({ model: null }),
      );
      expect(eligible[0]?.upstreamModels).toEqual([null]);
    });
  });

  describe('while similar names count', () => {
    const fuzzy = aDemand({ rules: { ...demand.rules, isFuzzyModelEnabled: true } });
    const similar = aChannel(1, { models: [aModel('claude-x-large')] });
    const same = aChannel(2, { models: [aModel('claude-x')] });
    const idsOf = (...channels: Channel[]): number[] =>
      findCandidates(channels, fuzzy).eligible.map(({ channel }) => channel.id);

    it('takes a channel with a similar name when nobody has the model itself', () => {
      expect(idsOf(similar, { ...same, isEnabled: false })).toEqual([1]);
    });

    it('leaves it out while somebody has', () => {
      expect(idsOf(similar, same)).toEqual([2]);
    });
  });
});

function aModel(name: string, ...upstreamNames: string[]): Channel['models'][number] {
  return { name, upstreamNames, isEnabled: true };
}

describe('the cheaper models of a channel', () => {
  const cheaperModels = [
    { model: 'claude-x', cheaper: 'claude-y' },
    { model: 'gpt-*', cheaper: 'gpt-mini' },
  ];
  const models = [aModel('*'), aModel('claude-y', 'vendor/y'), aModel('claude-x', 'vendor/x')];
  const of = (model: string | null, overrides: Partial<Channel> = {}) => {
    const channel = aChannel(1, { models, cheaperModels, ...overrides });
    const [one] = findCandidates([channel], aDemand({ model })).eligible;
    return one?.cheaper ?? null;
  };

  it.each([
    ['by its name, under the name that it has at the upstream', 'claude-x', {}, ['vendor/y']],
    ['by name and date', 'claude-x-20250101', {}, ['vendor/y']],
    ['by its mark', 'claude-x[1m]', {}, ['vendor/y']],
    ['by a pattern, as it stands', 'gpt-5', {}, ['gpt-mini']],
    ['before the model of everything', 'claude-x', { modelOverride: 'one' }, ['claude-y']],
  ] as const)('are found %s', (_what, model, overrides, upstreamModels) => {
    expect(of(model, overrides)).toMatchObject({ upstreamModels, isCheaper: true });
  });

  it.each([
    ['a model of which the table does not speak', 'claude-y', {}],
    ['a request without a model', null, {}],
    ['a channel without a table', 'claude-x', { cheaperModels: [] }],
    ['a model that is sent so anyway', 'claude-x', { models: [aModel('claude-x', 'claude-y')] }],
  ] as const)('are none for %s', (_what, model, overrides) => {
    expect(of(model, overrides)).toBeNull();
  });

  it('are told apart by the same keys and weight', () => {
    const channel = aChannel(1, { models, cheaperModels });
    const [one] = findCandidates([channel], aDemand()).eligible;
    expect(one?.cheaper).toEqual({
      channel,
      keys: one?.keys,
      urls: one?.urls,
      weight: one?.weight,
      upstreamModels: ['vendor/y'],
      isCheaper: true,
    });
  });
});

describe('exclusionText', () => {
  it.each([
    [{ kind: 'token' }, 'may not be used with this token'],
    [
      { kind: 'limit', limit: { kind: 'concurrency', limit: 1 } },
      'is at its limit of 1 request at once; the next is possible when one ends',
    ],
  ] as const)('says of %j that it %s', (reason, text) => {
    expect(exclusionText(reason, MOMENT)).toBe(text);
  });
});

describe('a channel that speaks another protocol', () => {
  const converted = aDemand({ conversion: { from: 'anthropic', mode: 'whenNeeded' } });

  it('is converted for where that is wanted, into the protocol that keeps most', () => {
    const channel = aChannel(1, { protocols: ['gemini', 'openai-chat', 'openai-responses'] });
    const [one] = findCandidates([channel], converted).eligible;
    expect(one?.converts).toEqual({ to: 'openai-responses' });
  });

  it('comes after its equals that speak the protocol of the client, and before lower ones', () => {
    const channels = [
      aChannel(1, { protocols: ['openai-chat'] }),
      aChannel(2),
      aChannel(3, { priority: -1 }),
    ];
    const { eligible } = findCandidates(channels, converted);
    expect(eligible.map(({ channel, converts }) => [channel.id, converts?.to])).toEqual([
      [2, undefined],
      [1, 'openai-chat'],
      [3, undefined],
    ]);
  });

  it('is never converted for at a URL that speaks the protocol of the client', () => {
    const urls = [
      aUrl(1, { protocols: ['openai-chat'] }),
      aUrl(2, { protocols: ['anthropic'] }),
      aUrl(3),
    ];
    const [one] = findCandidates(
      [aChannel(1, { protocols: ['gemini'], urls })],
      converted,
    ).eligible;
    expect(one?.converts).toBeUndefined();
    expect(one?.urls.map(({ id }) => id)).toEqual([2]);
  });

  it('is asked at the URLs alone that speak what is converted into', () => {
    const urls = [
      aUrl(1, { protocols: ['gemini'] }),
      aUrl(2, { protocols: ['openai-chat'] }),
      aUrl(3, { protocols: ['openai-chat'], isEnabled: false }),
    ];
    const [one] = findCandidates([aChannel(1, { urls })], converted).eligible;
    expect(one?.converts).toEqual({ to: 'openai-chat' });
    expect(one?.urls.map(({ id }) => id)).toEqual([2]);
  });

  it.each([
    ['by the setting', 'never', {}],
    ['by its own', 'whenNeeded', { conversion: 'never' }],
  ] as const)('is left alone where conversion is switched off %s', (_how, mode, overrides) => {
    const channel = aChannel(1, { protocols: ['openai-chat'], overrides });
    const demand = aDemand({ conversion: { from: 'anthropic', mode } });
    const [exclusion] = findCandidates([channel], demand).exclusions;
    expect(exclusion?.reason).toEqual({ kind: 'protocol', why: 'never' });
  });

  it('is converted for by its own setting although nobody else is', () => {
    const overrides = { conversion: 'whenNeeded' } as const;
    const channel = aChannel(1, { protocols: ['openai-chat'], overrides });
    const demand = aDemand({ conversion: { from: 'anthropic', mode: 'never' } });
    expect(findCandidates([channel], demand).eligible).toHaveLength(1);
  });
});
