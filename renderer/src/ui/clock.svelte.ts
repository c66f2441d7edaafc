/** Four times a second: tenths of a second seem to run, and it costs nothing. */
const TICK_MS = 250;
const SHORTEST_MS = 200;

/** Where nothing else is drawn between the ticks, bars go on with every second one. */
const LONGEST_MS = 400;

/** The present as state, for what grows on the screen. It stands still while nobody needs it. */
export class Clock {
  /** For figures: epoch milliseconds of this machine, at most one tick old while the clock runs. */
  now = $state(Date.now());
  /** For bars. They go on between the figures: both in one frame would be twice the work of any other. */
  barsNow = $state(this.now);
  #touchedAt = this.now;

  /** Goes on while the screen is drawn anew anyway, so that no tick need draw it again. */
  touch(now = Date.now()): void {
    this.#touchedAt = now;
    const isFiguresTurn = Math.abs(now - this.now) >= SHORTEST_MS;
    const barsAgeMs = Math.abs(now - this.barsNow);
    if (barsAgeMs >= (isFiguresTurn ? LONGEST_MS : SHORTEST_MS)) this.barsNow = now;
    if (isFiguresTurn) this.now = now;
  }

  /** Goes on by itself where nobody else has it go on. */
  tick(now = Date.now()): void {
    if (Math.abs(now - this.#touchedAt) >= SHORTEST_MS) this.touch(now);
  }

  /** Lets the clock run; the result stops it. */
  run(): () => void {
    this.now = Date.now();
    this.barsNow = this.now;
    const timer = setInterval(() => {
      this.tick();
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }
}
