import { OPEN_BRACE, OPEN_BRACKET } from '../ascii.ts';
import { nestedEnd, spaceEnd } from '../json-lexer.ts';
import { readString, scanObject, type Member } from '../json-members.ts';
import type { Flaw } from '../outcome.ts';
import { softErrorIn } from '../soft-error.ts';
import { StringSearch } from '../string-search.ts';
import { decodeUtf8 } from '../utf8.ts';

/** A body larger than this is no error message, whatever its members are called. */
const MAX_ERROR_BYTES = 64 * 1024;

/** How JSON values other than objects and arrays begin: a string, a number, a literal. */
const SCALAR_STARTS: ReadonlySet<string> = new Set('"-0123456789tfn');

/** Not the types of several JSON texts, such as `application/x-ndjson`. */
const SAYS_JSON = /\bjson\b(?!-)/;

/** Members by which failures are told; without them the body need not be parsed. */
const TELLTALES = ['error', 'type', 'success', 'base_resp'] as const;

/**
 * Why a whole decoded body of a 2xx is no answer; null when it is one. Most bodies are passed after one scan of their
 * members: only what looks like an error is parsed.
 */
export function wholeAnswerFlaw(body: Uint8Array, contentType: string): Flaw | null {
  const start = spaceEnd(body, isMarked(body) ? 3 : 0, body.length);
  if (start === body.length) return 'empty';
  const saysJson = SAYS_JSON.test(contentType);
  const claimsJson = contentType === '' || saysJson;
  if (body[start] === OPEN_BRACE) {
    const scan = scanObject(body, start, body.length);
    if (!scan.ok) return claimsJson ? 'malformed' : null;
    // An object without members says as little as no body at all; only deletions are answered so.
    if (scan.members.size === 0) return 'empty';
    return isSuspicious(body, scan.members) ? softErrorFlaw(body, contentType) : null;
  }
  if (body[start] === OPEN_BRACKET) {
    const end = nestedEnd(body, start, body.length, new StringSearch(body));
    if (end < 0) return claimsJson ? 'malformed' : null;
    return softErrorFlaw(body, contentType);
  }
  const flaw = softErrorFlaw(body.subarray(0, MAX_ERROR_BYTES), contentType);
  if (flaw !== null) return flaw;
  const isScalar = SCALAR_STARTS.has(String.fromCharCode(body[start] as number));
  return saysJson && !isScalar ? 'malformed' : null;
}

/** Whether a byte order mark stands before the text. */
function isMarked(body: Uint8Array): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
}

/** Whether `softErrorIn` could find something: the look itself costs more than knowing the members. */
function isSuspicious(body: Uint8Array, members: ReadonlyMap<string, Member>): boolean {
  return TELLTALES.some((name) => {
    const member = members.get(name);
    if (member === undefined || member.kind === 'null') return false;
    if (name === 'type') return readString(body, member)?.toLowerCase() === 'error';
    return name === 'success' ? member.kind === 'false' : member.kind !== 'false';
  });
}

function softErrorFlaw(body: Uint8Array, contentType: string): Flaw | null {
  if (body.length > MAX_ERROR_BYTES) return null;
  return softErrorIn(decodeUtf8(body, 0, body.length), contentType);
}
