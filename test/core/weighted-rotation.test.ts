import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotate } from '../../main/core/weighted-rotation.ts';

type Members = Parameters<typeof rotate>[0];

/** Members 1, 2, 3 … with these weights. */
function weighing(...weights: readonly number[]): Members {
  return weights.map((weight, index) => ({ id: index + 1, weight }));
}

/** The winners of one step per list of members. */
function winnersOf(steps: Iterable<Members>): number[] {
  let current: ReadonlyMap<number, number> = new Map();
  const winners: number[] = [];
  for (const members of steps) {
    const step = rotate(members, current);
    winners.push(step.winner);
    current = step.current;
  }
  return winners;
}

function timesOf(members: Members, steps: number): Members[] {
  return Array.from({ length: steps }, () => members);
}

function winsOf(id: number, winners: readonly number[]): number {
  return winners.filter((winner) => winner === id).length;
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
    expect(winnersOf(timesOf(weighing(...given), expected.length))).toEqual(expected);
  });

  it('gives everyone exactly their weight in every run of as many steps as the weights add up to', () => {
    fc.assert(
      fc.property(weights, fc.nat(100), (given, from) => {
        const members = weighing(...given);
        const cycle = given.reduce((sum, weight) => sum + weight, 0);
        const winners = winnersOf(timesOf(members, from + cycle)).slice(from);
        for (const { id, weight } of members) expect(winsOf(id, winners)).toBe(weight);
      }),
    );
  });

  it('lets nobody get a whole turn ahead of their share', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 200 }), (given, steps) => {
        const members = weighing(...given);
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const winners = winnersOf(timesOf(members, steps));
        for (const { id, weight } of members) {
          expect(winsOf(id, winners)).toBeLessThan((steps * weight) / total + 1);
        }
      }),
    );
  });

  it('lets neither of two fall a whole turn behind their share', () => {
    const pair = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(pair, fc.integer({ min: 1, max: 200 }), ([one, other], steps) => {
        const winners = winnersOf(timesOf(weighing(one, other), steps));
        expect(winsOf(1, winners)).toBeGreaterThan((steps * one) / (one + other) - 1);
        expect(winsOf(2, winners)).toBeGreaterThan((steps * other) / (one + other) - 1);
      }),
    );
  });

  it('starves nobody when members come and go', () => {
    const presence = fc.array(fc.boolean(), { minLength: 40, maxLength: 80 });
    fc.assert(
      fc.property(presence, fc.integer({ min: 1, max: 20 }), (isAlone, weight) => {
        const steady = { id: 1, weight };
        const other = { id: 2, weight: 1 };
        const steps = isAlone.map((alone) => (alone ? [steady] : [steady, other]));
        const shared = winnersOf(steps).filter((_, index) => isAlone[index] === false);
        const share = Math.floor(shared.length / (weight + 1));
        expect(winsOf(2, shared)).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  it('forgets a debt of former, larger weights', () => {
    const before = timesOf(weighing(1000, 1001), 3);
    const winners = winnersOf([...before, ...timesOf(weighing(1, 1), 4)]);
    expect(winsOf(1, winners.slice(3))).toBe(2);
  });

  it('keeps the credit of an absent member and changes nothing it was given', () => {
    const given = new Map([
      [1, 0.25],
      [2, -0.25],
    ]);
    const { current } = rotate(weighing(1), given);
    expect(current.get(2)).toBe(-0.25);
    expect(given.get(1)).toBe(0.25);
  });

  it('refuses to choose among nobody', () => {
    expect(() => rotate([], new Map())).toThrow('at least one');
  });
});
