import type { After } from '../../../renderer/src/ui/timers.ts';

/** Time that passes only when the test says so. */
export class ManualTimers {
  now = 1_000_000;
  #waiting: { at: number; run: () => void }[] = [];

  readonly after: After = (ms, run) => {
    const timer = { at: this.now + ms, run };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== timer);
    };
  };

  get count(): number {
    return this.#waiting.length;
  }

  /** Lets time pass and runs what falls due, in order. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = this.#waiting.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }
}
