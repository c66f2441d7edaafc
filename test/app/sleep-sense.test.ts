import { describe, expect, it } from 'vitest';
import { SleepSense } from '../../main/app/sleep-sense.ts';

/** A clock whose timers may run late, as after a sleep. */
class DrowsyClock {
  time = 0;
  #timers: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  after(_ms: number, run: () => void): () => void {
    this.#timers.push(run);
    return () => {
      this.#timers = this.#timers.filter((timer) => timer !== run);
    };
  }

  /** Runs what is due after `ms`, however long that was. */
  pass(ms: number): void {
    this.time += ms;
    for (const run of this.#timers.splice(0)) run();
  }
}

describe('SleepSense', () => {
  it('notices a jump of the clock and how long it was', () => {
    const clock = new DrowsyClock();
    const naps: number[] = [];
    const sense = new SleepSense(clock, (ms) => naps.push(ms));
    sense.start();
    clock.pass(5000);
    clock.pass(6000);
    expect(naps).toEqual([]);
    clock.pass(600_000);
    clock.pass(5000);
    expect(naps).toEqual([600_000]);
    sense.stop();
    clock.pass(600_000);
    expect(naps).toHaveLength(1);
  });

  it('does not count a sleep twice that the system told of', () => {
    const clock = new DrowsyClock();
    const naps: number[] = [];
    const sense = new SleepSense(clock, (ms) => naps.push(ms));
    sense.start();
    clock.time += 600_000;
    sense.wake(600_000);
    clock.pass(5000);
    expect(naps).toEqual([600_000]);
    sense.stop();
  });
});
