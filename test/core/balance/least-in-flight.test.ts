import { describe, expect, it } from 'vitest';
import { leastInFlight } from '../../../main/core/balance/least-in-flight.ts';

describe('leastInFlight', () => {
  it.each([
    ['takes the one with the fewest', [3, 1, 2], [1, 1, 1], [1]],
    ['prefers the larger weight among equals', [1, 1, 2], [1, 5, 9], [1]],
    ['leaves what is equal in both to the rotation', [0, 0, 0], [2, 1, 2], [0, 2]],
    ['takes the only one', [7], [1], [0]],
    ['forgets heavier ones that have more in flight', [2, 1], [9, 1], [1]],
  ])('%s', (_name, inFlight, weights, expected) => {
    expect(leastInFlight(inFlight, weights)).toEqual(expected);
  });
});
