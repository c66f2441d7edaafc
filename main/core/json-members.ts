import { CLOSE_BRACE, COLON, COMMA, MINUS, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './ascii.ts';
import {
  checkedStringEnd,
  isDigit,
  literalEnd,
  nestedEnd,
  numberEnd,
  spaceEnd,
} from './json-lexer.ts';
import { StringSearch } from './string-search.ts';
import { decodeUtf8 } from './utf8.ts';

type MemberKind = 'string' | 'number' | 'true' | 'false' | 'null' | 'object' | 'array';

/** Where the value of a member stands: `[start, end)` in bytes, quotes and brackets included. */
export type Member = { readonly kind: MemberKind; readonly start: number; readonly end: number };

export type MemberScan =
  | { readonly ok: true; readonly members: ReadonlyMap<string, Member> }
  /**
   * `notObject`: another JSON value begins at `offset`; what follows is not looked at. `malformed`:
   * no continuation of the bytes before `offset` begins with the byte there.
   */
  | { readonly ok: false; readonly reason: 'notObject' | 'malformed'; readonly offset: number };

/** What is known of an object whose end may be missing. */
export type PartialScan = {
  readonly members: ReadonlyMap<string, Member>;
  /** The member whose value was not whole; it begins at `start`. Null when there is none. */
  readonly unfinished: { readonly name: string; readonly start: number } | null;
};

/**
 * The members of the JSON object that is the body, in one forward pass and without parsing it: names
 * decoded, the last of equal names wins, as with JSON.parse; a byte order mark is malformed as there.
 *
 * Every valid object is accepted. Of a malformed one everything at the top level is found, and below
 * it what is structural: strings without end, brackets without their partner. Scalars, commas,
 * colons and escapes inside nested values are not checked, because reading every byte would cost more
 * than the rest of the way of a request; the upstream refuses such a body.
 */
export function scanMembers(body: Uint8Array): MemberScan {
  return scanObject(body, 0, body.length);
}

/** As `scanMembers`, for an object that stands at `[start, end)`, such as the value of a member. */
export function scanObject(body: Uint8Array, start: number, end: number): MemberScan {
  const open = spaceEnd(body, start, end);
  if (open === end || body[open] !== OPEN_BRACE) {
    const isValue = open < end && kindAt(body[open] as number) !== null;
    return { ok: false, reason: isValue ? 'notObject' : 'malformed', offset: open };
  }
  const walk = new ObjectWalk(body, end);
  const stop = walk.readObject(open);
  const rest = stop < 0 ? ~stop : spaceEnd(body, stop, end);
  if (stop < 0 || rest < end) return { ok: false, reason: 'malformed', offset: rest };
  return { ok: true, members: walk.members };
}

/** What an object at `[start, end)` says as far as it goes, for bytes that may be cut anywhere. */
export function scanBeginning(body: Uint8Array, start: number, end: number): PartialScan {
  const open = spaceEnd(body, start, end);
  const walk = new ObjectWalk(body, end);
  if (open < end && body[open] === OPEN_BRACE) walk.readObject(open);
  return { members: walk.members, unfinished: walk.unfinished };
}

/** The text of a string member, escapes decoded; null when it is no string. */
export function readString(body: Uint8Array, member: Member): string | null {
  return member.kind === 'string' ? stringAt(body, member.start, member.end) : null;
}

/** The value of a boolean member; null when it is none. Its kind says it all; the body is taken as by `readString`. */
export function readBoolean(_body: Uint8Array, member: Member): boolean | null {
  if (member.kind === 'true') return true;
  return member.kind === 'false' ? false : null;
}

class ObjectWalk {
  readonly members = new Map<string, Member>();
  unfinished: { name: string; start: number } | null = null;
  readonly #body: Uint8Array;
  readonly #end: number;
  readonly #search: StringSearch;

  constructor(body: Uint8Array, end: number) {
    this.#body = body;
    this.#end = end;
    this.#search = new StringSearch(body);
  }

  /** Reads the object whose `{` is at `open`; returns the place after its `}`, or `~offset`. */
  readObject(open: number): number {
    let at = this.#space(open + 1);
    if (this.#is(at, CLOSE_BRACE)) return at + 1;
    for (;;) {
      at = this.#readMember(at);
      if (at < 0) return at;
      at = this.#space(at);
      if (this.#is(at, CLOSE_BRACE)) return at + 1;
      if (!this.#is(at, COMMA)) return ~at;
      at = this.#space(at + 1);
    }
  }

  #readMember(nameStart: number): number {
    if (!this.#is(nameStart, QUOTE)) return ~nameStart;
    const nameEnd = checkedStringEnd(this.#body, nameStart, this.#end, this.#search);
    if (nameEnd < 0) return nameEnd;
    const colon = this.#space(nameEnd);
    if (!this.#is(colon, COLON)) return ~colon;
    const start = this.#space(colon + 1);
    if (start >= this.#end) return ~start;

    const name = stringAt(this.#body, nameStart, nameEnd);
    const kind = kindAt(this.#body[start] as number);
    if (kind === null) return ~start;
    const end = this.#valueEnd(kind, start);
    if (end < 0) this.unfinished = { name, start };
    else this.members.set(name, { kind, start, end });
    return end;
  }

  #valueEnd(kind: MemberKind, start: number): number {
    switch (kind) {
      case 'string':
        return checkedStringEnd(this.#body, start, this.#end, this.#search);
      case 'number':
        return numberEnd(this.#body, start, this.#end);
      case 'object':
      case 'array':
        return nestedEnd(this.#body, start, this.#end, this.#search);
      case 'true':
      case 'false':
      case 'null':
        return literalEnd(this.#body, start, this.#end, kind);
    }
  }

  #space(at: number): number {
    return spaceEnd(this.#body, at, this.#end);
  }

  #is(at: number, byte: number): boolean {
    return at < this.#end && this.#body[at] === byte;
  }
}

/** The kind of the value that begins with `byte`. */
function kindAt(byte: number): MemberKind | null {
  switch (byte) {
    case QUOTE:
      return 'string';
    case OPEN_BRACE:
      return 'object';
    case OPEN_BRACKET:
      return 'array';
    case 0x74: // t
      return 'true';
    case 0x66: // f
      return 'false';
    case 0x6e: // n
      return 'null';
    default:
      return byte === MINUS || isDigit(byte) ? 'number' : null;
  }
}

/** The text of the string whose quotes are at `start` and `end - 1`. */
function stringAt(body: Uint8Array, start: number, end: number): string {
  const raw = decodeUtf8(body, start, end);
  // The lexer has checked it, so JSON.parse cannot refuse it; escapes are rare in names and ids.
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}
