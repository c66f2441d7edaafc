/** Bytes of bodies that captures may hold in memory before they are stored; what comes beyond is cut. */
const MAX_HELD_BYTES = 128 * 1024 * 1024;

/** What all captures together may hold in memory: a hundred of them at once are not to end the program. */
export class MemoryBudget {
  #left: number;

  constructor(bytes = MAX_HELD_BYTES) {
    this.#left = bytes;
  }

  /** False when there is no room for it. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
