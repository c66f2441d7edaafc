import { isAscii } from 'node:buffer';

const CHUNK_BYTES = 4096;
/** Texts that are foreign throughout gain nothing from being escaped. */
const MOST_FOREIGN = 1 / 4;

const FOREIGN = /[^\0-\x7f]/g;
/** Broken JSON, which an escape would mend; a backslash that is escaped itself looks the same. */
const BEHIND_BACKSLASH = /\\[^\0-\x7f]/;

/**
 * What JSON.parse says of a large body. A single character beyond Latin-1 would make it a text of two bytes a character, which
 * costs more to decode than to parse; so the few that there are get escaped first. Throws a SyntaxError as JSON.parse does.
 */
export function parseJson(body: Buffer): unknown {
  return JSON.parse(escaped(body) ?? body.toString('utf8'));
}

/** The same JSON with nothing but ASCII in it; null where that is not worth it or not the same. */
function escaped(body: Buffer): string | null {
  let text = '';
  let foreignBytes = 0;
  for (let start = 0, end: number; start < body.length; start = end) {
    const isPlain = isAscii(body.subarray(start, start + CHUNK_BYTES));
    end = start + CHUNK_BYTES;
    // Up to the next plain chunk, so that no character is cut in two.
    while (!isPlain && end < body.length && !isAscii(body.subarray(end, end + CHUNK_BYTES))) {
      end += CHUNK_BYTES;
    }
    if (isPlain) {
      text += body.toString('latin1', start, end);
      continue;
    }
    foreignBytes += end - start;
    if (foreignBytes > CHUNK_BYTES && foreignBytes > body.length * MOST_FOREIGN) return null;
    // With the byte before it, which may be the backslash.
    const part = body.toString('utf8', Math.max(0, start - 1), end);
    if (BEHIND_BACKSLASH.test(part)) return null;
    text += part.slice(start === 0 ? 0 : 1).replace(FOREIGN, escape);
  }
  return text;
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
