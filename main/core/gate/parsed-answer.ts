import type { Flaw } from '../outcome.ts';
import { isErrorBody } from '../soft-error.ts';
import { parseObject, type JsonObject } from './event-json.ts';

/** Up to this size one parse costs less than the scans that it saves; beyond it the escapes of a long text do not. */
export const MAX_PARSED_BYTES = 2 * 1024;

/** A longer name is not followed to its beginning. */
const MAX_NAME_LENGTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** The object that a body is; null when it is none, or when only a scan can be trusted. */
export function parseAnswer(text: string): JsonObject | null {
  return hasEscapedName(text) ? null : parseObject(text);
}

/** As `wholeAnswerFlaw`, for a body that is parsed. */
export function parsedAnswerFlaw(body: JsonObject): Flaw | null {
  for (const _ in body) return isErrorBody(body) ? 'softError' : null;
  return 'empty';
}

/**
 * Whether the name of a member may be written with escapes: V8 (Node 24.21) sometimes calls the member behind such a one by
 * another's name. Text with escaped quotes may look like it, and is not told apart.
 */
function hasEscapedName(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let at = colon - 1;
    while (text.charCodeAt(at) <= SPACE) at--;
    if (text.charCodeAt(at) !== QUOTE) continue;
    const first = Math.max(0, at - MAX_NAME_LENGTH);
    for (at--; at >= first && text.charCodeAt(at) !== QUOTE; at--) {
      if (text.charCodeAt(at) === BACKSLASH) return true;
    }
    if (at < first) return true;
  }
  return false;
}
