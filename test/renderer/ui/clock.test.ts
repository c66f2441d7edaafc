// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../../renderer/src/ui/clock.svelte.ts';

describe('Clock', () => {
  let clock: Clock;
  let start: number;

  /** What went on at each of these, in milliseconds after the start. */
  const at = (how: 'touch' | 'tick', ...moments: readonly number[]) =>
    moments.map((ms) => {
      const { now, barsNow } = clock;
      clock[how](start + ms);
      const figures = clock.now === now ? '' : 'figures';
      return `${figures} ${clock.barsNow === barsNow ? '' : 'bars'}`.trim();
    });

  beforeEach(() => {
    clock = new Clock();
    start = clock.now;
    clock.barsNow = start;
  });

  it('lets figures and bars take turns while much is drawn', () => {
    expect(at('touch', 100, 200, 300, 400, 500, 600, 700)).toEqual([
      '',
      'figures',
      'bars',
      'figures',
      'bars',
      'figures',
      'bars',
    ]);
  });

  it('lets the bars go on with every second tick while nothing else is drawn', () => {
    expect(at('tick', 250, 500, 750, 1_000)).toEqual([
      'figures',
      'figures bars',
      'figures',
      'figures bars',
    ]);
  });

  it('does not tick between what is drawn anyway', () => {
    at('touch', 100, 240);
    expect(at('tick', 250, 439)).toEqual(['', '']);
    expect(at('tick', 440)).toEqual(['figures bars']);
  });

  it('goes on at once when the machine has slept, or its clock was put back', () => {
    expect(at('touch', 3_600_000, 100)).toEqual(['figures bars', 'figures bars']);
  });

  it('tells figures the moment at which it was touched', () => {
    at('touch', 230);
    expect(clock.now).toBe(start + 230);
  });
});
