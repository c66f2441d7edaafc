import { hash } from 'node:crypto';

/** Above this a text is known by its hash, which is longer; a shorter one is its own name. */
const MAX_NAME_CHARS = 63;

/** About 200 bytes each: a conversation of some hundred blocks, many times over. */
const MAX_KEPT = 20_000;

/**
 * Remembers what was found out about texts. A conversation grows by a few blocks each turn and repeats all
 * others, so that only the new ones are worked on. The least recently used are forgotten first.
 */
export class TextCache<Found> {
  readonly #kept = new Map<string, Found>();
  readonly #maxKept: number;

  constructor(maxKept = MAX_KEPT) {
    this.#maxKept = maxKept;
  }

  of(text: string, find: (text: string) => Found): Found {
    const name = text.length <= MAX_NAME_CHARS ? text : hash('sha256', text, 'hex');
    const known = this.#kept.get(name);
    const found = known ?? find(text);
    if (known !== undefined) this.#kept.delete(name);
    this.#kept.set(name, found);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#maxKept && oldest !== undefined) this.#kept.delete(oldest);
    return found;
  }
}
