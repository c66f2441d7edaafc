/** Runs a function once after some milliseconds; the result calls it off. */
export type After = (ms: number, run: () => void) => () => void;

/** Timers that end together with what owns them. */
export class Timers {
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();

  readonly after: After = (ms, run) => {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      run();
    }, ms);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  };

  stop(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
