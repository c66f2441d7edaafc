import { describe, expect, it } from 'vitest';
import { retryAfterSec } from '../../main/core/retry-after.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('retryAfterSec', () => {
  it.each([
    ['30', 30],
    [' 2 ', 2],
    ['0.5', 0.5],
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-3', null],
    ['', null],
    [undefined, null],
  ])('reads %j as %j', (value, expected) => {
    expect(retryAfterSec(value, now)).toBe(expected);
  });
});
