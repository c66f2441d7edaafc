/** Names of requests: text that sorts by time, short enough to be read out. */
export class RequestIds {
  readonly #now: () => number;
  #last = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Epoch microseconds in base 36; two requests of the same moment get neighbouring ones. */
  next(): string {
    this.#last = Math.max(this.#last + 1, this.#now() * 1000);
    return `r${this.#last.toString(36).padStart(11, '0')}`;
  }
}
