/** Four times a second: tenths of a second seem to run, and it costs nothing. */
const TICK_MS = 250;
const SHORTEST_MS = 200;

/** The present as state, for durations that grow on the screen. It stands still while nobody needs it. */
export class Clock {
  /** Epoch milliseconds of this machine, at most one tick old while the clock runs. */
  now = $state(Date.now());

  /** Goes on while the screen is drawn anew anyway, so that the next tick need not draw it again. */
  touch(): void {
    const now = Date.now();
    if (Math.abs(now - this.now) >= SHORTEST_MS) this.now = now;
  }

  /** Lets the clock run; the result stops it. */
  run(): () => void {
    this.now = Date.now();
    const timer = setInterval(() => {
      this.touch();
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }
}
