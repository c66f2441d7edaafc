/** Runs a function after some milliseconds, unless it is called off by what is returned. */
export type Delay = (ms: number, run: () => void) => () => void;

/** Tells at once, and then at most once in some milliseconds, however often it is asked to. */
export class Coalesced {
  readonly #tell: () => void;
  readonly #everyMs: number;
  readonly #after: Delay;
  #isWanted = false;
  #cancel: (() => void) | null = null;

  constructor(tell: () => void, everyMs: number, after: Delay) {
    this.#tell = tell;
    this.#everyMs = everyMs;
    this.#after = after;
  }

  ask(): void {
    this.#isWanted = true;
    if (this.#cancel === null) this.#run();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isWanted = false;
  }

  #run(): void {
    this.#isWanted = false;
    this.#cancel = this.#after(this.#everyMs, () => {
      this.#cancel = null;
      if (this.#isWanted) this.#run();
    });
    this.#tell();
  }
}
