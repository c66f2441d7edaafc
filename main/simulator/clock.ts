/** Time as the simulator sees it; tests bring one that they move themselves. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void;
};

/** The real time. Its timers never keep the process alive: the listening socket does. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
