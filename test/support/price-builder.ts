import type { ClassPrices, PriceOverride } from '../../main/contracts/price.ts';
import type { FoundPrice } from '../../main/core/price/overrides.ts';

const NO_PRICES = {
  input: null,
  inputAudio: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: null,
  outputAudio: null,
  webSearch: null,
} as const;

/** $3 in and $15 out for a million, doubled above 200 000 tokens, and what follows from it for the cache. */
export function aPrice(prices: Partial<ClassPrices> = {}, model = 'claude-sonnet-4-5'): FoundPrice {
  const usd = (base: number, above = base * 2) => ({
    baseNanoUsd: base * 1e9,
    tiers: [{ aboveInputTokens: 200_000, nanoUsd: above * 1e9 }],
  });
  return {
    model,
    pricedAs: 'sent',
    table: {
      source: { kind: 'catalogue', provider: 'anthropic', model },
      prices: {
        ...NO_PRICES,
        input: usd(3),
        cacheRead: usd(0.3),
        cacheWrite5m: usd(3.75),
        cacheWrite1h: usd(6),
        output: usd(15, 22.5),
        webSearch: { baseNanoUsd: 10_000 * 1e9, tiers: [] },
        ...prices,
      },
    },
  };
}

export function anOverride(
  modelPattern: string,
  inputNanoUsd: number,
  named: Partial<PriceOverride> = {},
): PriceOverride {
  const pricesNanoUsd = { ...NO_PRICES, input: inputNanoUsd };
  return { modelPattern, channelId: null, fromAt: null, pricesNanoUsd, ...named };
}
