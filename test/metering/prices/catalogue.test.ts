import { calcPrice } from '@pydantic/genai-prices';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { costOf } from '../../../main/core/price/cost.ts';
import { lookUpPrice } from '../../../main/metering/prices/catalogue.ts';
import { aUsage } from '../../support/usage-builder.ts';

/** Whose price the data change at a date. */
const DATED = 'grok-voice-latest';

const AT = Date.parse('2026-11-01T00:00:00Z');

function look(model: string, origin: string | null = null) {
  return lookUpPrice({ model, origin, at: AT }).table;
}

describe('lookUpPrice', () => {
  beforeEach(() => {
    vi.stubGlobal('fetch', () => {
      throw new Error('nothing is fetched');
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('knows a price for every class of a Claude model, with the long-context tier', () => {
    expect(look('claude-sonnet-4-5')?.prices).toEqual({
      input: { baseNanoUsd: 3e9, tiers: [{ aboveInputTokens: 200_000, nanoUsd: 6e9 }] },
      inputAudio: null,
      cacheRead: { baseNanoUsd: 0.3e9, tiers: [{ aboveInputTokens: 200_000, nanoUsd: 0.6e9 }] },
      cacheWrite5m: { baseNanoUsd: 3.75e9, tiers: [{ aboveInputTokens: 200_000, nanoUsd: 7.5e9 }] },
      cacheWrite1h: { baseNanoUsd: 6e9, tiers: [{ aboveInputTokens: 200_000, nanoUsd: 12e9 }] },
      output: { baseNanoUsd: 15e9, tiers: [{ aboveInputTokens: 200_000, nanoUsd: 22.5e9 }] },
      outputAudio: null,
      webSearch: { baseNanoUsd: 10_000e9, tiers: [] },
    });
  });

  it.each([
    ['claude-sonnet-4-5-20250929', 'anthropic'],
    ['claude-sonnet-4-5[1m]', 'anthropic'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic'],
    ['some-relay/claude-sonnet-4-5', 'anthropic'],
    ['gpt-5.4', 'openai'],
    ['gemini-2.5-pro', 'google'],
    ['glm-4.6', 'openrouter'],
  ])('finds %s at %s', (model, provider) => {
    expect(look(model)?.source).toMatchObject({ kind: 'catalogue', provider });
  });

  it('prefers the seller that the upstream belongs to, and knows the maker of what a stranger sells', () => {
    const model = 'anthropic/claude-sonnet-4.5';
    expect(look(model, 'https://openrouter.ai')?.source).toMatchObject({ provider: 'openrouter' });
    const stranger = look('claude-sonnet-4-5', 'https://relay.example');
    expect(stranger?.source).toMatchObject({ provider: 'anthropic' });
  });

  it('says nothing about a model it does not know', () => {
    expect(look('no-such-model')).toBeNull();
  });

  it('names the seller only where the price is its own', () => {
    const at = (origin: string) =>
      lookUpPrice({ model: 'anthropic/claude-sonnet-4.5', origin, at: AT }).origin;
    expect(at('https://openrouter.ai')).toBe('https://openrouter.ai');
    expect(at('https://relay.example')).toBeNull();
  });

  it('says for how long a price holds', () => {
    expect(lookUpPrice({ model: 'claude-sonnet-4-5', origin: null, at: AT })).toMatchObject({
      fromAt: 0,
      untilAt: Number.MAX_SAFE_INTEGER,
    });
    // The data change it at the start of a day.
    const reduced = Date.parse('2026-08-05T00:00:00Z');
    const price = (at: number) => lookUpPrice({ model: DATED, origin: null, at });
    expect(price(reduced - 1)).toMatchObject({ fromAt: 0, untilAt: reduced });
    expect(price(reduced)).toMatchObject({ fromAt: reduced, untilAt: Number.MAX_SAFE_INTEGER });
    const byHour = lookUpPrice({ model: 'deepseek-chat', origin: null, at: AT + 1 });
    expect(byHour).toMatchObject({ fromAt: AT, untilAt: AT + 30 * 60_000 });
  });

  it.each(['claude-opus-5', 'claude-sonnet-4-5', 'gpt-5.4', 'gemini-2.5-pro', 'deepseek-chat'])(
    'gives the same total for %s as the package itself works out',
    (model) => {
      const usage = aUsage({
        inputTokens: 250_001,
        cacheReadTokens: 41_234,
        cacheWrite5mTokens: 777,
        cacheWrite1hTokens: 4_321,
        outputTokens: 9_999,
      });
      const table = look(model);
      if (table === null) throw new Error('unknown model');
      const theirs = calcPrice(
        {
          input_tokens: 250_001 + 41_234 + 777 + 4_321,
          cache_read_tokens: 41_234,
          cache_write_tokens: 777 + 4_321,
          cache_write_1h_tokens: 4_321,
          output_tokens: 9_999,
        },
        model,
        { timestamp: new Date(AT) },
      );
      const ours = costOf(usage, { table, model, pricedAs: 'sent' }, 1);
      expect(Math.abs(ours.totalNanoUsd - (theirs?.total_price ?? 0) * 1e9)).toBeLessThan(5);
    },
  );
});
