import type { Protocol } from '../../contracts/protocol.ts';
import { BACKSLASH, COLON, LF, QUOTE } from '../ascii.ts';
import { ByteSearch } from '../byte-search.ts';
import { spaceEnd } from '../json-lexer.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';

/** A token larger than this is not remembered: it then counts as minted by nobody known. */
const MAX_TOKEN_BYTES = 1024 * 1024;

/** So many bytes may be between a name and its value. */
const MAX_GAP_BYTES = 64;

/** No name is longer. */
const SEAM_BYTES = 24;

/** Of the members that are named so the value is a token. The ends of names, with their quote. */
const DATA = new ByteSearch('"data"');
/** `signature`, `thoughtSignature` and `thought_signature` all end so. */
const SIGNATURE = new ByteSearch('ignature"');
const NAMES: Readonly<Record<Protocol, readonly ByteSearch[]>> = {
  anthropic: [SIGNATURE, DATA],
  'openai-chat': [SIGNATURE, DATA],
  'openai-responses': [new ByteSearch('encrypted_content"')],
  gemini: [SIGNATURE],
};

const NOTHING = new Uint8Array(0);

/**
 * Picks the opaque tokens out of an answer while it passes: JSON or events, whole or cut anywhere. It only looks for
 * names of members, because inside a text their quotes are escaped. Another member that happens to have such a name is
 * picked too, and is in nobody's way.
 */
export class MintedTokens {
  readonly #names: readonly ByteSearch[];
  /** The end of what was pushed last, where a name may have been cut. */
  #seam: Uint8Array = NOTHING;
  /** The token whose end is to come, as far as it is there; null outside of one. */
  #pieces: Uint8Array[] | null = null;
  #pieceBytes = 0;
  #isEscaped = false;

  constructor(protocol: Protocol) {
    this.#names = NAMES[protocol];
  }

  /** The tokens that end in this chunk, escapes decoded. They may be views on it. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const tokens: Uint8Array[] = [];
    let from = 0;
    if (this.#pieces !== null) {
      from = this.#readToken(chunk, 0, tokens);
      if (from < 0) return tokens;
    }
    const bytes = this.#seam.length === 0 ? chunk : joined([this.#seam, chunk]);
    this.#seam = NOTHING;
    for (let name = this.#nameEnd(bytes, from); name >= 0; name = this.#nameEnd(bytes, from)) {
      const value = valueStart(bytes, name);
      const seamStart = Math.max(from, name - SEAM_BYTES);
      from = name;
      if (value === bytes.length) {
        // The value has yet to come: the name is looked at again with it.
        this.#seam = new Uint8Array(bytes.subarray(seamStart));
        return tokens;
      }
      if (value < 0) continue;
      from = this.#readToken(bytes, value, tokens);
      if (from < 0) return tokens;
    }
    // Names have no line breaks in them, and nearly every chunk of a stream ends with one.
    if (bytes[bytes.length - 1] !== LF) {
      this.#seam = new Uint8Array(bytes.subarray(Math.max(from, bytes.length - SEAM_BYTES)));
    }
    return tokens;
  }

  /** Where the next name ends; -1 when there is none. */
  #nameEnd(bytes: Uint8Array, from: number): number {
    let first = -1;
    for (const name of this.#names) {
      const at = name.find(bytes, from);
      if (at >= 0 && (first < 0 || at + name.length < first)) first = at + name.length;
    }
    return first;
  }

  /** Reads what there is of a token; returns the place after its quote, or -1 when that is to come. */
  #readToken(bytes: Uint8Array, start: number, tokens: Uint8Array[]): number {
    this.#pieces ??= [];
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) break;
    }
    this.#keep(bytes.subarray(start, at));
    if (at === bytes.length) return -1;
    const token = this.#pieceBytes > MAX_TOKEN_BYTES ? null : decoded(joined(this.#pieces));
    if (token !== null && token.length > 0) tokens.push(token);
    this.#pieces = null;
    this.#pieceBytes = 0;
    return at + 1;
  }

  #keep(piece: Uint8Array): void {
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > MAX_TOKEN_BYTES) this.#pieces = [];
    else this.#pieces?.push(piece);
  }
}

/** Where the string begins that is the value of this name; -1 when it is none, `bytes.length` when that is to come. */
function valueStart(bytes: Uint8Array, nameEnd: number): number {
  const limit = Math.min(bytes.length, nameEnd + MAX_GAP_BYTES);
  const colon = spaceEnd(bytes, nameEnd, limit);
  if (colon < limit && bytes[colon] !== COLON) return -1;
  const quote = colon < limit ? spaceEnd(bytes, colon + 1, limit) : limit;
  if (quote >= limit) return limit === bytes.length ? limit : -1;
  return bytes[quote] === QUOTE ? quote + 1 : -1;
}

/** What the inside of a string says; null when it says nothing. */
function decoded(raw: Uint8Array): Uint8Array | null {
  if (!raw.includes(BACKSLASH)) return raw;
  try {
    return encodeUtf8(JSON.parse(`"${decodeUtf8(raw, 0, raw.length)}"`) as string);
  } catch {
    // No JSON string: then no request can repeat it either.
    return null;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
