import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './ascii.ts';
import { checkedStringEnd, nestedEnd, spaceEnd } from './json-lexer.ts';
import { readString } from './json-members.ts';
import { StringSearch } from './string-search.ts';

/** An element of an array, or a member of an object: `from` is where it begins, with its name if it has one. */
export type Part = { readonly from: number; readonly start: number; readonly end: number };

export type NamedPart = Part & { readonly name: string };

/**
 * The parts of arrays and objects inside a body whose structure `scanMembers` has accepted, in their order and with
 * every duplicate: what has to be known to cut some out. Of what is malformed there are no parts, so nothing of it is
 * ever changed.
 */
export class JsonParts {
  readonly #body: Uint8Array;
  readonly #search: StringSearch;

  constructor(body: Uint8Array) {
    this.#body = body;
    this.#search = new StringSearch(body);
  }

  /** The elements of the array at `[start, end)`; none when it is no array. Those behind `isLast` are not read. */
  elements(
    { start, end }: Pick<Part, 'start' | 'end'>,
    isLast: (part: Part) => boolean = never,
  ): readonly Part[] {
    if (this.#body[start] !== OPEN_BRACKET) return [];
    const begin = (at: number): Part => ({ from: at, start: at, end: 0 });
    return this.#list(start, end, CLOSE_BRACKET, begin, isLast) ?? [];
  }

  /** The members of the object at `[start, end)`; none when it is no object. */
  members({ start, end }: Pick<Part, 'start' | 'end'>): readonly NamedPart[] {
    if (this.#body[start] !== OPEN_BRACE) return [];
    return this.#list(start, end, CLOSE_BRACE, (at) => this.#name(at, end)) ?? [];
  }

  /** The member that counts: the last of this name. */
  member(object: Pick<Part, 'start' | 'end'>, name: string): NamedPart | undefined {
    return this.members(object).findLast((one) => one.name === name);
  }

  /** The text of a part that is a string, else null. */
  text(part: Pick<Part, 'start' | 'end'> | undefined): string | null {
    if (part === undefined || !this.isString(part)) return null;
    return readString(this.#body, { kind: 'string', start: part.start, end: part.end });
  }

  isString({ start }: Pick<Part, 'start'>): boolean {
    return this.#body[start] === QUOTE;
  }

  #list<T extends Part>(
    start: number,
    end: number,
    close: number,
    begin: (at: number) => T | null,
    isLast: (part: T) => boolean = never,
  ): T[] | null {
    const body = this.#body;
    const parts: T[] = [];
    let at = spaceEnd(body, start + 1, end);
    if (body[at] === close) return parts;
    for (;;) {
      const begun = begin(at);
      const valueEnd = begun === null ? -1 : this.#valueEnd(begun.start, end);
      if (begun === null || valueEnd < 0) return null;
      const part = { ...begun, end: valueEnd };
      parts.push(part);
      if (isLast(part)) return parts;
      at = spaceEnd(body, valueEnd, end);
      if (body[at] === close) return at + 1 === end ? parts : null;
      if (at >= end || body[at] !== COMMA) return null;
      at = spaceEnd(body, at + 1, end);
    }
  }

  #name(at: number, end: number): NamedPart | null {
    const body = this.#body;
    if (body[at] !== QUOTE) return null;
    const nameEnd = checkedStringEnd(body, at, end, this.#search);
    const colon = nameEnd < 0 ? end : spaceEnd(body, nameEnd, end);
    if (colon >= end || body[colon] !== COLON) return null;
    const name = this.text({ start: at, end: nameEnd }) ?? '';
    return { name, from: at, start: spaceEnd(body, colon + 1, end), end: 0 };
  }

  #valueEnd(at: number, end: number): number {
    const body = this.#body;
    const byte = body[at];
    if (byte === QUOTE) return checkedStringEnd(body, at, end, this.#search);
    if (byte === OPEN_BRACKET || byte === OPEN_BRACE) return nestedEnd(body, at, end, this.#search);
    let stop = at;
    while (stop < end && !isScalarEnd(body[stop] as number)) stop++;
    return stop > at ? stop : ~at;
  }
}

function isScalarEnd(byte: number): boolean {
  return byte <= SPACE || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE;
}

function never(): boolean {
  return false;
}
