import { describe, expect, it } from 'vitest';
import { EXPLORING_SHARE, fastest } from '../../../main/core/balance/fastest.ts';
import { seededDice } from '../../../main/simulator/dice.ts';

const exploiting = (): number => EXPLORING_SHARE;
const exploring = (): number => EXPLORING_SHARE / 2;

describe('fastest', () => {
  it.each([
    ['takes the fastest', [300, 100, 200], exploiting, [1]],
    ['now and then takes one of the others', [300, 100, 200], exploring, [0, 2]],
    ['takes those nobody has measured first', [10, null, 20, null], exploiting, [1, 3]],
    ['lets one that is being measured wait behind the measured', [Infinity, 900], exploiting, [1]],
    ['takes turns while all are being measured', [Infinity, Infinity], exploiting, [0, 1]],
    ['takes the only one whatever the dice say', [5], exploring, [0]],
  ] as const)('%s', (_name, speeds, random, expected) => {
    expect(fastest(speeds, random)).toEqual(expected);
  });

  it('gives the slower ones about one pick in twenty', () => {
    const dice = seededDice(4);
    let explored = 0;
    for (let n = 0; n < 10_000; n++) {
      if (fastest([1, 2, 3], dice)[0] !== 0) explored++;
    }
    expect(explored).toBeGreaterThan(400);
    expect(explored).toBeLessThan(600);
  });
});
