/** Runs jobs one after the other, in the order they came. A job that fails does not stop the next. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Jobs that are running or waiting. */
  get size(): number {
    return this.#waiting;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const mine = this.#last.then(job);
    this.#last = mine.then(
      () => undefined,
      // The failure is the caller's to handle, below; the queue only has to go on.
      () => undefined,
    );
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }
}
