import { describe, expect, it } from 'vitest';
import type { Balancing } from '../../../main/contracts/balancing.ts';
import { sharesOf, type Standing } from '../../../main/core/explain/shares.ts';

const three: Standing = { weights: [3, 1, 0], inFlight: [2, 0, 0], speeds: [300, 100, 200] };

describe('the shares of a balancing', () => {
  it.each<[Balancing, Partial<Standing>, readonly number[], boolean]>([
    ['weighted_round_robin', {}, [0.75, 0.25, 0], false],
    ['weighted_random', {}, [0.75, 0.25, 0], true],
    ['weighted_random', { weights: [0, 0, 0] }, [1 / 3, 1 / 3, 1 / 3], true],
    ['weighted_random', { weights: [2], inFlight: [0], speeds: [null] }, [1], false],
    ['round_robin', {}, [1 / 3, 1 / 3, 1 / 3], false],
    ['random', {}, [1 / 3, 1 / 3, 1 / 3], true],
    ['least_in_flight', {}, [0, 1, 0], false],
    ['least_in_flight', { weights: [1, 1, 1] }, [0, 0.5, 0.5], false],
    ['fastest', {}, [0.025, 0.95, 0.025], true],
    ['fastest', { speeds: [300, null, null] }, [0, 0.5, 0.5], false],
    ['fastest', { speeds: [Infinity, Infinity, Infinity] }, [1 / 3, 1 / 3, 1 / 3], false],
    ['fastest', { speeds: [300], weights: [1], inFlight: [0] }, [1], false],
  ])('%s among %j are %j, by chance: %s', (balancing, standing, shares, isDrawn) => {
    const told = sharesOf(balancing, { ...three, ...standing });
    expect(told.isDrawn).toBe(isDrawn);
    expect(told.shares).toHaveLength(shares.length);
    for (const [index, share] of shares.entries()) expect(told.shares[index]).toBeCloseTo(share);
  });
});
