import type { WatchSign } from '../core/gate/stream-gate.ts';

/** Remembers how the events of one stream said that it ends. */
export class EventEnd {
  #sawEnd = false;
  #isFinished = false;
  #error: string | null = null;

  /** The end marker has not come. */
  get isMissing(): boolean {
    return !this.#sawEnd;
  }

  /** Data of the first error event; null when there was none. */
  get error(): string | null {
    return this.#error;
  }

  see(sign: WatchSign): void {
    if (typeof sign === 'object') this.#error ??= sign.error;
    else if (sign === 'end') this.#sawEnd = true;
    else if (sign === 'finished') this.#isFinished = true;
  }

  /** The stream is over. A clean end behind the finish reason is as good as a marker. */
  close(isClean: boolean): void {
    if (isClean && this.#isFinished) this.#sawEnd = true;
  }
}
