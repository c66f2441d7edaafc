import type { SavedText } from '../../ui/saved-text.ts';

/** The columns of the history in their order, and how wide each is. Without the first three a row says nothing. */
const WIDTHS = {
  time: 'minmax(68px, 92px)',
  outcome: 'minmax(150px, 1.3fr)',
  model: 'minmax(120px, 1.8fr)',
  client: 'minmax(80px, 1.1fr)',
  channel: 'minmax(120px, 1.5fr)',
  firstByte: '68px',
  duration: '68px',
  tokens: '140px',
  cost: '78px',
} as const;

export type Column = keyof typeof WIDTHS;

const COLUMNS = Object.keys(WIDTHS) as readonly Column[];

export const OPTIONAL_COLUMNS = COLUMNS.slice(3);

/** Which columns a person wants to see. The choice stays in this browser. */
export class Columns {
  readonly #memory: SavedText;
  #hidden = $state.raw<readonly string[]>([]);

  constructor(memory: SavedText) {
    this.#memory = memory;
    this.#hidden = (memory.read() ?? '').split(' ').filter(Boolean);
  }

  readonly shown: readonly Column[] = $derived(COLUMNS.filter((column) => this.isShown(column)));

  /** For a grid: the areas by their names, and their widths. */
  readonly template: string = $derived(
    `'${this.shown.join(' ')}' / ${this.shown.map((column) => WIDTHS[column]).join(' ')}`,
  );

  isShown(column: Column): boolean {
    return !OPTIONAL_COLUMNS.includes(column) || !this.#hidden.includes(column);
  }

  show(column: Column, isShown: boolean): void {
    const others = this.#hidden.filter((one) => one !== column);
    this.#hidden = isShown ? others : [...others, column];
    this.#memory.write(this.#hidden.join(' '));
  }
}
