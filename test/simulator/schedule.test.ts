import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchedule, type Climate } from '../../main/simulator/schedule.ts';

const CLIMATE: Climate<string> = {
  good: [{ value: 'sun', weight: 1, minMs: 100, maxMs: 200 }],
  bad: [
    { value: 'rain', weight: 3, minMs: 10, maxMs: 20 },
    { value: 'storm', weight: 1, minMs: 5, maxMs: 5 },
  ],
};

const HOUR_MS = 3_600_000;

function spells(seed: number, untilMs: number) {
  const schedule = createSchedule(CLIMATE, seed);
  const found = [];
  for (let at = 0; at < untilMs;) {
    const spell = schedule.at(at);
    found.push(spell);
    at = spell.untilMs;
  }
  return found;
}

describe('a schedule of moods', () => {
  it('is the same for the same seed and another for another', () => {
    expect(spells(7, HOUR_MS)).toEqual(spells(7, HOUR_MS));
    expect(spells(7, HOUR_MS)).not.toEqual(spells(8, HOUR_MS));
  });

  it('is the same in whatever order it is asked', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(100_000)), (seed, times) => {
        const asked = createSchedule(CLIMATE, seed);
        for (const at of times) {
          const spell = asked.at(at);
          expect(spell).toEqual(createSchedule(CLIMATE, seed).at(at));
          expect(spell.fromMs <= at && at < spell.untilMs).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('alternates good and bad, each within its length', () => {
    for (const [index, { value, fromMs, untilMs }] of spells(3, HOUR_MS).entries()) {
      expect(value === 'sun').toBe(index % 2 === 0);
      const ms = untilMs - fromMs;
      if (value === 'sun') expect(ms >= 100 && ms <= 200).toBe(true);
      if (value === 'storm') expect(ms).toBe(5);
    }
  });

  it('prefers what weighs more', () => {
    const bad = spells(1, HOUR_MS).filter(({ value }) => value !== 'sun');
    const share = bad.filter(({ value }) => value === 'rain').length / bad.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });
});
