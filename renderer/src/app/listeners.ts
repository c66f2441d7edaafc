/** Functions that want to be told of something. */
export class Listeners<T> {
  readonly #listeners = new Set<(what: T) => void>();

  /** The result takes it away. */
  add(listener: (what: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(what: T): void {
    for (const listener of [...this.#listeners]) listener(what);
  }
}
