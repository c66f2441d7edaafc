import { requestIdOf } from '../core/request-id.ts';

/** Hands out ids of requests. */
export class RequestIds {
  readonly #now: () => number;
  #last = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Two requests of the same moment get neighbouring ones. */
  next(): string {
    this.#last = Math.max(this.#last + 1, this.#now() * 1000);
    return requestIdOf(this.#last);
  }
}
