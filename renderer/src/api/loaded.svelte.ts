import type { Answer, Problem } from './problem.ts';

/** What a list draws. A failed refresh keeps what was there and says so. */
export type LoadedView<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'ready'; readonly data: T; readonly problem: Problem | null };

/** Something read from the admin API: loading, failed, or there. */
export class Loaded<T> {
  readonly #read: () => Promise<Answer<T>>;
  /** Counts reads and replacements, so that a slow answer does not overwrite newer data. */
  #turn = 0;
  /** The newest read; done when a replacement made it needless. */
  #newest: Promise<void> = Promise.resolve();
  #data = $state.raw<T | null>(null);
  #problem = $state.raw<Problem | null>(null);

  constructor(read: () => Promise<Answer<T>>) {
    this.#read = read;
  }

  get view(): LoadedView<T> {
    if (this.#data !== null) return { kind: 'ready', data: this.#data, problem: this.#problem };
    if (this.#problem !== null) return { kind: 'failed', problem: this.#problem };
    return { kind: 'loading' };
  }

  get data(): T | null {
    return this.#data;
  }

  /** Reads anew. What is shown stays until the answer is there; of several reads, until that of the newest is. */
  load(): Promise<void> {
    this.#turn += 1;
    this.#newest = this.#take(this.#turn);
    return this.#newest;
  }

  async #take(turn: number): Promise<void> {
    const answer = await this.#read();
    if (turn !== this.#turn) return this.#newest;
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#data = answer.data;
  }

  /** Puts newer data in place; a read that is under way comes too late. */
  replace(data: T): void {
    this.#turn += 1;
    this.#newest = Promise.resolve();
    this.#problem = null;
    this.#data = data;
  }
}
