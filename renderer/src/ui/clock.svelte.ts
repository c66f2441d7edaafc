/** Four times a second: tenths of a second seem to run, and it costs nothing. */
const TICK_MS = 250;

/** The present as state, for durations that grow on the screen. It stands still while nobody needs it. */
export class Clock {
  /** Epoch milliseconds of this machine, at most one tick old while the clock runs. */
  now = $state(Date.now());

  /** Lets the clock run; the result stops it. */
  run(): () => void {
    this.now = Date.now();
    const timer = setInterval(() => {
      this.now = Date.now();
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }
}
