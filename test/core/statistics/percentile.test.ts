import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileMs } from '../../../main/core/statistics/percentile.ts';

const BOUNDS = [10, 20, 40];

describe('a percentile of a histogram', () => {
  it.each<[string, number[], number, number | null]>([
    ['nothing counted', [0, 0, 0, 0], 0.5, null],
    ['in the middle of a span', [0, 4, 0, 0], 0.5, 15],
    ['from zero in the first span', [4, 0, 0, 0], 0.25, 3],
    ['at the end of a span', [2, 2, 0, 0], 0.5, 10],
    ['past empty spans', [1, 0, 1, 0], 0.95, 38],
    ['beyond the last bound', [1, 0, 0, 9], 0.5, 40],
  ])('%s', (_, counts, share, expected) => {
    expect(percentileMs(counts, BOUNDS, share)).toBe(expected);
  });

  it('lies in the span of the value that really has this rank, and grows with the share', () => {
    const values = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (times, share) => {
        const counts = [0, 0, 0, 0];
        for (const ms of times) {
          const at = BOUNDS.findIndex((bound) => ms <= bound);
          counts[at] = (counts[at] ?? 0) + 1;
        }
        const exact = times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? 0;
        const found = percentileMs(counts, BOUNDS, share) ?? -1;
        const span = BOUNDS.findIndex((bound) => exact <= bound);
        expect(found).toBeGreaterThanOrEqual(span === 0 ? 0 : (BOUNDS[span - 1] ?? 0));
        expect(found).toBeLessThanOrEqual(BOUNDS[span] ?? 0);
        expect(percentileMs(counts, BOUNDS, 1) ?? -1).toBeGreaterThanOrEqual(found);
      }),
    );
  });
});
