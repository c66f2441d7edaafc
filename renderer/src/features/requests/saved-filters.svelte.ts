import type { SavedText } from '../../ui/saved-text.ts';

const MOST = 20;

/** Filters that a person wants to have again, the last one first. They stay in this browser. */
export class SavedFilters {
  readonly #memory: SavedText;
  #filters = $state.raw<readonly string[]>([]);

  constructor(memory: SavedText) {
    this.#memory = memory;
    this.#filters = read(memory.read());
  }

  get all(): readonly string[] {
    return this.#filters;
  }

  has(filter: string): boolean {
    return this.#filters.includes(filter);
  }

  add(filter: string): void {
    this.#keep([filter, ...this.#filters.filter((one) => one !== filter)].slice(0, MOST));
  }

  remove(filter: string): void {
    this.#keep(this.#filters.filter((one) => one !== filter));
  }

  #keep(filters: readonly string[]): void {
    this.#filters = filters;
    this.#memory.write(JSON.stringify(filters));
  }
}

/** What stands there may be of another version, or of another program. */
function read(text: string | null): readonly string[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
