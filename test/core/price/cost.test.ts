import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, withPass } from '../../../main/core/price/cost.ts';
import { aPrice } from '../../support/price-builder.ts';
import { aUsage } from '../../support/usage-builder.ts';

describe('costOf', () => {
  it('prices every class by its own price and shows a line for each that was used', () => {
    const usage = aUsage({
      inputTokens: 3,
      cacheReadTokens: 2750,
      cacheWrite5mTokens: 100,
      cacheWriteTokens: 20,
      cacheWrite1hTokens: 200,
      outputTokens: 5,
      webSearchRequests: 2,
    });
    const cost = costOf(usage, aPrice(), 1);
    const lines = cost.lines.map((line) => [line.priceClass, line.quantity, line.costNanoUsd]);
    expect(lines).toEqual([
      ['input', 3, 9_000],
      ['cacheRead', 2750, 825_000],
      ['cacheWrite5m', 120, 450_000],
      ['cacheWrite1h', 200, 1_200_000],
      ['output', 5, 75_000],
      ['webSearch', 2, 20_000_000],
    ]);
    expect(cost.totalNanoUsd).toBe(22_559_000);
    expect(cost).toMatchObject({
      pricedModel: 'claude-sonnet-4-5',
      pricedAs: 'sent',
      unpriced: [],
    });
  });

  it.each([
    ['at the threshold', 0, 200_000, 0, 3e9],
    ['above it', 1, 200_000, 0, 6e9],
    ['above it by what the cache held', 1, 100_000, 100_000, 6e9],
  ])('takes the long-context price %s', (_, input, read, write, expected) => {
    const usage = aUsage({
      inputTokens: input + 1,
      cacheReadTokens: read - 1,
      cacheWrite5mTokens: write,
    });
    expect(costOf(usage, aPrice(), 1).lines[0]?.priceNanoUsd).toBe(expected);
  });

  it('names what was used and has no price, instead of calling it free', () => {
    const usage = aUsage({ inputTokens: 10, outputTokens: 5, webSearchRequests: 1 });
    const cost = costOf(usage, aPrice({ output: null, webSearch: null }), 1);
    expect(cost.unpriced).toEqual(['output', 'webSearch']);
    expect(cost.totalNanoUsd).toBe(30_000);
  });

  it('bills cached input as input where it has no price of its own', () => {
    const price = aPrice({ cacheRead: null, cacheWrite5m: null, cacheWrite1h: null });
    const usage = aUsage({ cacheReadTokens: 10, cacheWrite5mTokens: 10, cacheWrite1hTokens: 10 });
    expect(costOf(usage, price, 1).lines.map((line) => line.priceNanoUsd)).toEqual([3e9, 3e9, 3e9]);
  });

  it('bills sound apart only where it has a price of its own', () => {
    const usage = aUsage({ inputTokens: 10, inputAudioTokens: 4 });
    const audio = { baseNanoUsd: 40e9, tiers: [] };
    const apart = costOf(usage, aPrice({ inputAudio: audio }), 1).lines;
    expect(apart.map((line) => [line.priceClass, line.quantity])).toEqual([
      ['input', 6],
      ['inputAudio', 4],
    ]);
    expect(costOf(usage, aPrice(), 1).lines.map((line) => line.quantity)).toEqual([10]);
  });

  it.each([
    ['gpt-5.4', { serviceTier: 'flex' }, 'flex', 1.5e9],
    ['gpt-5.4', { serviceTier: 'priority' }, 'priority', 6e9],
    ['gpt-5.5', { serviceTier: 'priority' }, 'priority', 7.5e9],
    ['claude-opus-4-8', { serviceTier: 'batch' }, 'batch', 1.5e9],
    ['claude-opus-4-8', { serviceTier: 'priority' }, null, 3e9],
    ['claude-opus-4-8', { speed: 'fast' }, 'fast', 6e9],
    ['claude-opus-4-6', { speed: 'fast' }, 'fast', 18e9],
    ['gpt-5.4', { serviceTier: 'default' }, null, 3e9],
  ])('%s with %o is surcharged as %s', (model, named, surcharge, expected) => {
    const cost = costOf(aUsage({ inputTokens: 1, ...named }), aPrice({}, model), 1);
    expect(cost.surcharge).toBe(surcharge);
    expect(cost.lines[0]?.priceNanoUsd).toBe(expected);
  });

  it("applies the channel's multiplier to every line and still tells the list cost", () => {
    const usage = aUsage({ inputTokens: 1000, outputTokens: 100 });
    const cost = costOf(usage, aPrice(), 0.8);
    expect(cost).toMatchObject({
      totalNanoUsd: 3_600_000,
      listNanoUsd: 4_500_000,
      multiplier: 0.8,
    });
    expect(costOf(usage, aPrice(), 0).totalNanoUsd).toBe(0);
  });

  it('is the sum of its lines, each of which can be worked out from what it shows', () => {
    const count = fc.nat({ max: 2_000_000 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.double({ min: 0, max: 50, noNaN: true }),
        (a, b, c, d, m) => {
          const usage = aUsage({
            inputTokens: a,
            cacheReadTokens: b,
            cacheWrite1hTokens: c,
            outputTokens: d,
          });
          const { lines, totalNanoUsd } = costOf(usage, aPrice(), m);
          let sum = 0n;
          for (const { quantity, priceNanoUsd, costNanoUsd } of lines) {
            sum += BigInt(costNanoUsd);
            const exact = (2n * BigInt(quantity) * BigInt(priceNanoUsd) + 1_000_000n) / 2_000_000n;
            expect(BigInt(costNanoUsd)).toBe(exact);
          }
          expect(BigInt(totalNanoUsd)).toBe(sum);
        },
      ),
    );
  });
});

describe('withPass', () => {
  const cost = costOf(aUsage({ inputTokens: 1000 }), aPrice(), 1);

  it('adds the lines of a further pass', () => {
    const pass = costOf(aUsage({ outputTokens: 10 }), aPrice({}, 'claude-opus-5'), 1);
    const both = withPass(cost, pass);
    expect(both.totalNanoUsd).toBe(3_000_000 + 150_000);
    expect(both.lines.map((line) => line.model)).toEqual(['claude-sonnet-4-5', 'claude-opus-5']);
  });

  it('says so when nobody knows the price of the pass', () => {
    expect(withPass(cost, null)).toMatchObject({ totalNanoUsd: 3_000_000, unpriced: ['pass'] });
  });
});
