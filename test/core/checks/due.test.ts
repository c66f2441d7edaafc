import { describe, expect, it } from 'vitest';
import { nextCheckAt } from '../../../main/core/checks/due.ts';

const times = { lastAt: 1_000_000, intervalMs: 300_000, cooldownEndsAt: null, dice: 0.5 };

describe('nextCheckAt', () => {
  it.each([
    ['after its interval', {}, 1_300_000],
    ['up to a tenth sooner', { dice: 0 }, 1_270_000],
    ['up to a tenth later', { dice: 1 }, 1_330_000],
    ['as soon as a cooldown ends', { cooldownEndsAt: 1_060_000 }, 1_060_000],
    ['but not at once again', { cooldownEndsAt: 1_000_001 }, 1_010_000],
    ['and not later for it', { cooldownEndsAt: 9_000_000 }, 1_300_000],
  ])('is %s', (_name, change, at) => {
    expect(nextCheckAt({ ...times, ...change })).toBe(at);
  });
});
