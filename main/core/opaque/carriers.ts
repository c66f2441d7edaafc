import type { JsonParts, Part } from '../json-parts.ts';
import type { Edit } from '../splice.ts';

/** Finds `text`, which is ASCII, in the body at or after `from`; -1 when there is none. Handed in: core has no Buffer. */
export type ByteFind = (text: string, from: number) => number;

/** What of a request body is to be looked at for opaque tokens, and which of them must not be sent. */
export type StripTask = {
  readonly parts: JsonParts;
  /** The body's top level. */
  readonly top: Part;
  /** Whether anything in this part carries a token; parts are asked for in the order in which they begin. */
  mayCarry(part: Pick<Part, 'start' | 'end'>): boolean;
  /** `token` is the string that holds it; null or undefined when there should be one and is not. */
  isUnwanted(token: Pick<Part, 'start' | 'end'> | null | undefined): boolean;
  /** Everything goes, and what a vendor demands in its place is put there. */
  readonly isForced: boolean;
};

export type Stripping = {
  readonly edits: readonly Edit[];
  /** Tokens that were taken out or replaced. */
  readonly count: number;
};

/**
 * A cursor over the places where one of some texts stands. As the parts of a body are asked about in their order, it
 * runs through the body once.
 */
export class Marks {
  readonly #find: ByteFind;
  readonly #next: { readonly text: string; at: number }[];

  constructor(find: ByteFind, texts: readonly string[]) {
    this.#find = find;
    this.#next = texts.map((text) => ({ text, at: find(text, 0) }));
  }

  get isEmpty(): boolean {
    return this.#next.every(({ at }) => at < 0);
  }

  isIn({ start, end }: Pick<Part, 'start' | 'end'>): boolean {
    let isFound = false;
    for (const next of this.#next) {
      if (next.at >= 0 && next.at < start) next.at = this.#find(next.text, start);
      if (next.at >= 0 && next.at < end) isFound = true;
    }
    return isFound;
  }
}
