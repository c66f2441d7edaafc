/** So many pieces are put together at once: one by one they would cost more memory than what they say. */
const MOST_PIECES = 256;

/** Text that grows by small pieces and has to be said again as a whole. */
export class GatheredText {
  #whole = '';
  #pieces: string[] = [];

  add(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length >= MOST_PIECES) this.#join();
  }

  read(): string {
    this.#join();
    return this.#whole;
  }

  #join(): void {
    this.#whole += this.#pieces.join('');
    this.#pieces = [];
  }
}
