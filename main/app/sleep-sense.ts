import type { Clock } from '../proxy/clock.ts';

/** A look this often costs nothing; a gap of several looks means that nobody was awake to look. */
const LOOK_EVERY_MS = 5000;
const SLEPT_MS = 20_000;

/** Notices that the machine slept: the clock jumped while no timer ran. */
export class SleepSense {
  readonly #clock: Clock;
  readonly #onWake: (sleptMs: number) => void;
  #cancel: () => void = noop;

  constructor(clock: Clock, onWake: (sleptMs: number) => void) {
    this.#clock = clock;
    this.#onWake = onWake;
  }

  start(): void {
    const lookedAt = this.#clock.now();
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      const gapMs = this.#clock.now() - lookedAt;
      if (gapMs > SLEPT_MS) this.#onWake(gapMs);
      this.start();
    });
  }

  /** The system says so itself, and sooner than a clock can tell. */
  wake(sleptMs: number): void {
    this.#onWake(sleptMs);
    this.#cancel();
    this.start();
  }

  stop(): void {
    this.#cancel();
  }
}

function noop(): void {
  // Not started.
}
