import { describe, expect, it } from 'vitest';
import { pickRandom, pickWeighted } from '../../../main/core/balance/random.ts';
import { seededDice } from '../../../main/simulator/dice.ts';

const PICKS = 10_000;

/** How often each of `count` was picked. */
function timesEach(count: number, pick: () => number): number[] {
  const times = Array.from({ length: count }, () => 0);
  for (let n = 0; n < PICKS; n++) {
    const index = pick();
    times[index] = (times[index] ?? 0) + 1;
  }
  return times;
}

/** Five standard deviations: with a seeded generator the test is the same every time, and tells bias from luck. */
function boundFor(share: number): number {
  return 5 * Math.sqrt(PICKS * share * (1 - share));
}

describe('pickRandom', () => {
  it.each([1, 2, 3, 7])('gives each of %i as much as the others', (count) => {
    const random = seededDice(count);
    for (const times of timesEach(count, () => pickRandom(count, random))) {
      expect(Math.abs(times - PICKS / count)).toBeLessThanOrEqual(boundFor(1 / count));
    }
  });
});

describe('pickWeighted', () => {
  it.each([[[1, 2, 3, 4, 5, 6, 7, 8, 9]], [[10, 1]], [[5]]])('gives %j their shares', (weights) => {
    const random = seededDice(weights.length);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const times = timesEach(weights.length, () => pickWeighted(weights, random));
    weights.forEach((weight, index) => {
      const share = weight / total;
      expect(Math.abs((times[index] ?? 0) - PICKS * share)).toBeLessThanOrEqual(boundFor(share));
    });
  });

  it.each([
    [[0, 3, 0], 0, 1],
    [[0, 3, 0], 0.999_999, 1],
    [[1, 1], 0.499_999, 0],
    [[1, 1], 0.5, 1],
    [[2, -1, 2], 0.75, 2],
    [[0, 0], 0.6, 1],
    [[0.1, 0.2, 0], 1 - 2 ** -53, 1],
  ])('of %j with %f takes %i', (weights, dice, index) => {
    expect(pickWeighted(weights, () => dice)).toBe(index);
  });
});
