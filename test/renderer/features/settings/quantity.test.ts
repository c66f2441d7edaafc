// @vitest-environment node
import { describe, expect, it } from 'vitest';
import {
  listOf,
  quantityOf,
  valueOf,
} from '../../../../renderer/src/features/settings/quantity.ts';

describe('a number with a unit', () => {
  it.each([
    [0, 'ms', 0, 's'],
    [1500, 'ms', 1500, 'ms'],
    [90_000, 'ms', 90, 's'],
    [120_000, 'ms', 2, 'min'],
    [86_400_000, 'ms', 24, 'h'],
    [1000, 'bytes', 1000, 'B'],
    [2 * 1024 * 1024, 'bytes', 2, 'MiB'],
  ] as const)(
    '%i %s are read as %d %s, and are the same when saved',
    (value, kind, amount, unit) => {
      expect(quantityOf(value, kind)).toEqual({ amount, unit });
      expect(valueOf({ amount, unit })).toBe(value);
    },
  );

  it('may have a part of a unit', () => {
    expect(valueOf({ amount: 1.5, unit: 'min' })).toBe(90_000);
  });
});

describe('a list', () => {
  it('has an entry for each line or comma, and no empty ones', () => {
    expect(listOf(' a \n\nb, c,')).toEqual(['a', 'b', 'c']);
  });
});
