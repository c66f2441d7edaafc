import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotate } from '../../../main/core/balance/rotation.ts';

/** The numbers of the winners, from 1, of one step per list of weights; a weight of null is an absent member. */
function winnersOf(steps: Iterable<readonly (number | null)[]>): number[] {
  const credits: number[] = [];
  const winners: number[] = [];
  for (const weights of steps) {
    const present = [...weights.keys()].filter((index) => weights[index] !== null);
    const step = rotate(
      present.map((index) => weights[index] ?? 0),
      present.map((index) => credits[index] ?? 0),
    );
    present.forEach((index, place) => (credits[index] = step.credits[place] ?? 0));
    winners.push((present[step.winner] ?? -1) + 1);
  }
  return winners;
}

function timesOf<T>(weights: T, steps: number): T[] {
  return Array.from({ length: steps }, () => weights);
}

function winsOf(member: number, winners: readonly number[]): number {
  return winners.filter((winner) => winner === member).length;
}

const weights = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });

describe('rotate', () => {
  it.each([
    [
      [3, 1],
      [1, 1, 2, 1, 1, 1, 2, 1],
    ],
    [
      [5, 1, 1],
      [1, 1, 2, 1, 3, 1, 1],
    ],
    [
      [1, 1, 1],
      [1, 2, 3, 1, 2, 3],
    ],
    [
      [2, 1, 0],
      [1, 2, 1, 1, 2, 1],
    ],
    [
      [0, 0, -1],
      [1, 2, 3, 1, 2, 3],
    ],
    [[7], [1, 1, 1]],
  ])('with weights %j lets win %j', (given, expected) => {
    expect(winnersOf(timesOf(given, expected.length))).toEqual(expected);
  });

  it('gives everyone exactly their weight in every run of as many steps as the weights add up to', () => {
    fc.assert(
      fc.property(weights, fc.nat(100), (given, from) => {
        const cycle = given.reduce((sum, weight) => sum + weight, 0);
        const winners = winnersOf(timesOf(given, from + cycle)).slice(from);
        given.forEach((weight, index) => {
          expect(winsOf(index + 1, winners)).toBe(weight);
        });
      }),
    );
  });

  it('lets nobody get a whole turn ahead of their share', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 200 }), (given, steps) => {
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const winners = winnersOf(timesOf(given, steps));
        given.forEach((weight, index) => {
          expect(winsOf(index + 1, winners)).toBeLessThan((steps * weight) / total + 1);
        });
      }),
    );
  });

  it('lets neither of two fall a whole turn behind their share', () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 200 }), ([one, other], steps) => {
        const winners = winnersOf(timesOf([one, other], steps));
        expect(winsOf(1, winners)).toBeGreaterThan((steps * one) / (one + other) - 1);
        expect(winsOf(2, winners)).toBeGreaterThan((steps * other) / (one + other) - 1);
      }),
    );
  });

  it('starves nobody when members come and go', () => {
    const presence = fc.array(fc.boolean(), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(presence, fc.integer({ min: 1, max: 20 }), (isAlone, weight) => {
        const steps = isAlone.map((alone) => [weight, alone ? null : 1]);
        const shared = winnersOf(steps).filter((_, index) => isAlone[index] === false);
        const share = Math.floor(shared.length / (weight + 1));
        expect(winsOf(2, shared)).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  it('forgets a debt of former, larger weights', () => {
    const winners = winnersOf([...timesOf([1000, 1001], 3), ...timesOf([1, 1], 4)]);
    expect(winsOf(1, winners.slice(3))).toBe(2);
  });

  it('gives weights 1 to 9 their exact share of 10,000 turns, give or take one', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 2 }), (given) => {
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const winners = winnersOf(timesOf(given, 10_000));
        given.forEach((weight, index) => {
          const exact = (10_000 * weight) / total;
          expect(Math.abs(winsOf(index + 1, winners) - exact)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('spreads equal weights evenly: nobody has a second turn before everyone had one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
        const winners = winnersOf(timesOf(timesOf(1, count), count * 3));
        for (let from = 0; from < winners.length; from += count) {
          expect(new Set(winners.slice(from, from + count)).size).toBe(count);
        }
      }),
    );
  });

  it('changes nothing it was given', () => {
    const credits = [0.25, -0.25];
    rotate([1, 1], credits);
    expect(credits).toEqual([0.25, -0.25]);
  });

  it('refuses to choose among nobody', () => {
    expect(() => rotate([], [])).toThrow('at least one');
  });
});
