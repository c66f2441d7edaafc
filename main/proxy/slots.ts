/** How many requests may run at once; further ones wait their turn, first come first served. */
export class Slots {
  readonly #limit: () => number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#taken >= this.#limit();
  }

  /** Resolves once a slot is taken for the caller, who gives it back with `release`. */
  take(): Promise<void> | undefined {
    if (!this.isFull) {
      this.#taken += 1;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#taken += 1;
        resolve();
      });
    });
  }

  release(): void {
    this.#taken -= 1;
    // More than one when the limit was raised meanwhile.
    while (!this.isFull && this.#waiting.length > 0) this.#waiting.shift()?.();
  }
}
