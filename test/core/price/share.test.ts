import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inMillionths, share } from '../../../main/core/price/share.ts';

describe('share', () => {
  it.each([
    [1, 499_999, 0],
    [1, 500_000, 1],
    [3, 500_000, 2],
    [1_000_000, 3_000_000_000, 3_000_000_000],
    [0, 3_000_000_000, 0],
  ])('%i × %i millionths are %i', (amount, millionths, expected) => {
    expect(share(amount, millionths)).toBe(expected);
  });

  it('is exact, half a unit rounded up, however large the product is', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 });
    const millionths = fc.integer({ min: 0, max: 600_000_000_000 });
    fc.assert(
      fc.property(amount, millionths, (a, b) => {
        const exact = (2n * BigInt(a) * BigInt(b) + 1_000_000n) / 2_000_000n;
        expect(BigInt(share(a, b))).toBe(exact);
      }),
    );
  });
});

describe('inMillionths', () => {
  it.each([
    [1, 1_000_000],
    [0.8, 800_000],
    [1.1, 1_100_000],
    [0, 0],
  ])('%d is %i', (factor, expected) => {
    expect(inMillionths(factor)).toBe(expected);
  });
});
