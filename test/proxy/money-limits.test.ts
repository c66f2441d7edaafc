import { describe, expect, it } from 'vitest';
import type { Token } from '../../main/contracts/token.ts';
import { NO_CHANNEL_LIMITS, UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import type { ChannelLimits } from '../../main/contracts/limits.ts';
import type { Eligible } from '../../main/core/candidates.ts';
import { toNanoUsd } from '../../main/core/limits/money.ts';
import { channelBars, holdChannel } from '../../main/proxy/channel-limits.ts';
import { Estimates } from '../../main/proxy/estimates.ts';
import { holdToken } from '../../main/proxy/token-limits.ts';
import { isHold } from '../../main/state/limit-book.ts';
import { SettingsBook } from '../../main/state/settings-book.ts';
import { aChannel } from '../support/channel-builder.ts';
import { limitBook } from '../support/limit-book.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** US dollars of one request; what is missing has no known price. */
const PRICES: Readonly<Record<string, number>> = { cheap: 1, dear: 4 };

function open(unknownPrice: 'allow' | 'refuse' = 'refuse') {
  const clock = new ManualClock();
  const settings = new SettingsBook({ values: {}, lockedBy: {} }, { unknownPrice });
  const limits = limitBook(
    () => clock.now(),
    () => settings.current(),
  );
  const asked: string[] = [];
  const estimates = new Estimates(
    {
      route: { protocol: 'anthropic', operation: 'messages' },
      body: { plain: Buffer.from('{}') },
    },
    {
      known: () => null,
      estimate: (_request, model) => {
        asked.push(model);
        const usd = PRICES[model];
        return { reserveNanoUsd: usd === undefined ? null : toNanoUsd(usd) };
      },
    },
  );
  return { deps: { limits, settings, clock }, estimates, asked };
}

function eligible(upstreamModels: readonly string[], limits: Partial<ChannelLimits>): Eligible {
  const channel = aChannel(1, { limits: { ...NO_CHANNEL_LIMITS, ...limits } });
  return { channel, keys: channel.keys, urls: channel.urls, upstreamModels, weight: 1 };
}

function aToken(dayUsd: number | null): Token {
  return {
    ...UNLIMITED_TOKEN,
    id: 1 as Token['id'],
    name: 'T',
    hash: '',
    mask: '',
    isLocal: false,
    limits: { ...NO_CHANNEL_LIMITS, dayUsd },
    createdAt: 0,
    lastUsedAt: null,
  };
}

/** No channel here converts anything. */
const conversions = { barOf: () => null };

describe('a channel with a limit of money', () => {
  it.each([
    ['what fits', ['cheap'], null],
    ['what is too dear', ['dear'], { kind: 'money', period: 'day' }],
    ['what may become too dear with another name', ['cheap', 'dear'], { kind: 'money' }],
    ['what has no known price', ['new'], { kind: 'unknownPrice', model: 'new' }],
  ])('judges %s', (_what, models, limit) => {
    const { deps, estimates } = open();
    const one = eligible(models, { dayUsd: 3 });
    const bars = channelBars(
      { token: null, candidates: { eligible: [one], exclusions: [] }, estimates, conversions },
      deps,
    );
    const reason = bars?.(one) ?? null;
    if (limit === null) expect(reason).toBeNull();
    else expect(reason).toMatchObject({ kind: 'limit', limit });
  });

  it('reserves what the model costs that is sent', () => {
    const { deps, estimates, asked } = open();
    const one = eligible(['cheap', 'dear'], { dayUsd: 5 });
    const [key] = one.keys;
    const [url] = one.urls;
    if (key === undefined || url === undefined) throw new Error('no key or URL');
    const candidate = { eligible: one, key, url, upstreamModel: 'cheap' };
    const hold = holdChannel(candidate, { estimates }, deps);
    const state = () => deps.limits.stateOf({ kind: 'channel', id: 1 }, one.channel.limits);
    expect(state()).toMatchObject({ reservedUsd: 1, inFlight: 1 });
    hold?.end(null);
    expect(state()).toMatchObject({ reservedUsd: 0, spentDayUsd: 1, inFlight: 0 });
    expect(asked).toEqual(['cheap']);
  });
});

describe('requests without limits', () => {
  it('ask for no price and look at no channel', () => {
    const { deps, estimates, asked } = open();
    const one = eligible(['new'], {});
    const candidates = { eligible: [one], exclusions: [] };
    expect(
      channelBars({ token: aToken(null), candidates, estimates, conversions }, deps),
    ).toBeNull();
    holdToken(aToken(null), () => candidates, estimates, deps);
    expect(asked).toEqual([]);
  });
});

describe('a token with a limit of money', () => {
  it('reserves what the first channel will ask for, and says what is left for a dearer one', () => {
    const { deps, estimates } = open();
    const candidates = (model: string) => () => ({
      eligible: [eligible([model], {})],
      exclusions: [],
    });
    const token = aToken(5);
    expect(isHold(holdToken(token, candidates('cheap'), estimates, deps))).toBe(true);
    expect(isHold(holdToken(token, candidates('dear'), estimates, deps))).toBe(true);
    expect(holdToken(token, candidates('dear'), estimates, deps)).toMatchObject({
      status: 429,
      code: 'cost_limit_exceeded',
      retryAfterSec: 2,
    });
  });

  it('keeps away from channels whose price is unknown, if those are refused', () => {
    const one = eligible(['new'], {});
    const candidates = { eligible: [one], exclusions: [] };
    for (const [rule, kind] of [
      ['refuse', 'unknownPrice'],
      ['allow', undefined],
    ] as const) {
      const { deps, estimates } = open(rule);
      const bars = channelBars({ token: aToken(5), candidates, estimates, conversions }, deps);
      const reason = bars?.(one);
      expect(reason?.kind === 'limit' ? reason.limit.kind : undefined).toBe(kind);
    }
  });
});
