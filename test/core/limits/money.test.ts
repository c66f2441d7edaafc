import { describe, expect, it } from 'vitest';
import { judgeMoney, toNanoUsd, toUsd } from '../../../main/core/limits/money.ts';

const usd = (value: number): number => toNanoUsd(value);

describe('judgeMoney', () => {
  it.each([
    ['nothing is spent', 0, 0, 1, 'admit'],
    ['the estimate fits exactly', 3, 1, 1, 'admit'],
    ['the estimate is a nano-dollar too much', 4, 0, 1.000000001, 'over'],
    ['the limit is reached', 5, 0, 0, 'over'],
    ['the limit is passed', 7, 0, 0, 'over'],
    ['the estimate is more than was not spent yet', 3, 1, 2.5, 'over'],
    ['running requests have reserved the rest', 2, 3, 0, 'reserved'],
    ['running requests have reserved what it needs', 2, 2, 1.5, 'reserved'],
    ['something is left for a request that costs nothing', 4.999999999, 0, 0, 'admit'],
  ] as const)('when %s of 5 USD', (_what, spent, reserved, estimate, verdict) => {
    const spending = { spentNanoUsd: usd(spent), reservedNanoUsd: usd(reserved) };
    expect(judgeMoney(5, spending, usd(estimate), 'refuse')).toBe(verdict);
  });

  it.each([
    ['lets an unknown price through when that is allowed', 4, 'allow', 'admit'],
    ['refuses an unknown price when that is not allowed', 4, 'refuse', 'unknownPrice'],
    ['calls a limit that is reached by its name first', 5, 'refuse', 'over'],
    ['does not let an unknown price through a limit that is reached', 5, 'allow', 'over'],
  ] as const)('%s', (_what, spent, rule, verdict) => {
    const spending = { spentNanoUsd: usd(spent), reservedNanoUsd: 0 };
    expect(judgeMoney(5, spending, null, rule)).toBe(verdict);
  });

  it('takes a limit of nothing as one that is always reached', () => {
    expect(judgeMoney(0, { spentNanoUsd: 0, reservedNanoUsd: 0 }, 0, 'allow')).toBe('over');
  });
});

describe('nano-dollars', () => {
  it.each([0, 0.000000001, 0.1, 0.3, 12.345678901, 999_999.999999999])('hold %d USD', (value) => {
    expect(Number.isSafeInteger(toNanoUsd(value))).toBe(true);
    expect(toUsd(toNanoUsd(value))).toBeCloseTo(value, 9);
  });
});
