import { describe, expect, it } from 'vitest';
import { averaged, isForgotten } from '../../../main/core/balance/average.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('averaged', () => {
  it.each([
    ['is the first measurement', null, 400, 0, 400],
    ['gives a new one three tenths at once', { value: 100, at: 0 }, 200, 0, 130],
    ['gives it more after ten quiet minutes', { value: 100, at: 0 }, 200, 10 * MINUTE, 165],
    ['believes a clock that went back no less', { value: 100, at: 5 }, 200, 0, 130],
    ['forgets after a day', { value: 100, at: 0 }, 200, DAY, 200],
  ])('%s', (_name, past, measured, now, expected) => {
    expect(averaged(past, measured, now).value).toBeCloseTo(expected, 6);
  });

  it('notices within a few picks that a slow one has recovered', () => {
    let average = averaged(null, 5000, 0);
    for (let n = 1; n <= 10; n++) average = averaged(average, 100, n * 1000);
    expect(average.value).toBeLessThan(300);
  });
});

describe('isForgotten', () => {
  it.each([
    [DAY - 1, false],
    [DAY, true],
  ])('after %i ms says %s', (now, expected) => {
    expect(isForgotten({ value: 1, at: 0 }, now)).toBe(expected);
  });
});
