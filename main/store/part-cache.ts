import type { Range } from '../contracts/statistics.ts';

/** Rows kept of all answers together, about 10 MB. */
const MAX_ROWS = 15_000;

type Entry<T> = { readonly range: Range; readonly rows: Promise<readonly T[]>; size: number };

/**
 * Sums of parts of time, which stay true until something is written into their hours: the past is added up once. What
 * is being read counts too, so that a read that began before a write is not taken for what came after.
 */
export class PartCache<T> {
  /** Last used last. */
  readonly #entries = new Map<string, Entry<T>>();
  #rows = 0;

  /** @param name everything but the range that the sums depend on */
  find(name: string, range: Range, read: () => Promise<readonly T[]>): Promise<readonly T[]> {
    const key = `${String(range.from)} ${String(range.to)} ${name}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.rows;
    }
    const entry: Entry<T> = { range, rows: read(), size: 0 };
    this.#entries.set(key, entry);
    entry.rows.then(
      (rows) => {
        // An empty part takes room too.
        entry.size = rows.length + 1;
        if (this.#entries.get(key) !== entry) return;
        this.#rows += entry.size;
        this.#shrink();
      },
      () => {
        this.#drop(key, entry);
      },
    );
    return entry.rows;
  }

  /** Something was written into these hours. Called when it can be read. */
  forget(hours: Iterable<number>): void {
    const written = new Set(hours);
    for (const [key, entry] of this.#entries) {
      for (const hour of written) {
        if (hour >= entry.range.from && hour < entry.range.to) {
          this.#drop(key, entry);
          break;
        }
      }
    }
  }

  #drop(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#rows -= entry.size;
  }

  #shrink(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#rows <= MAX_ROWS) return;
      this.#drop(key, entry);
    }
  }
}
