import { COLON, CR, LF, QUOTE, SPACE } from '../core/ascii.ts';
import { ByteSearch } from '../core/byte-search.ts';
import type { Protocol } from '../contracts/protocol.ts';

/**
 * Looks at the bytes of an event stream for end markers and errors, over every event of every stream: so it decodes
 * nothing and allocates nothing. Text inside an answer rarely hits, because its quotes are escaped.
 */
export type EventSniffer = {
  /** Whether an end marker or an error may be among whole events; only a closer look can tell. */
  mayMatter(bytes: Buffer): boolean;
  /** Whether an end marker is in a part of an event. */
  hasEnd(bytes: Buffer): boolean;
};

const ERROR = new ByteSearch('error');
const MESSAGE_STOP = new ByteSearch('message_stop');
const DONE = new ByteSearch('[DONE]');
const FINISH_REASON = new ByteSearch('finish_reason"');
/** Ends both `finishReason` and `blockReason`. */
const REASON = new ByteSearch('Reason"');
const RESPONSE = new ByteSearch('"response.');

/** Three letters after `response.`, packed: com(pleted), inc(omplete), don(e). */
const RESPONSE_ENDS: ReadonlySet<number> = new Set(['com', 'inc', 'don'].map(packed));
const RESPONSE_ENDS_AND_FAILED: ReadonlySet<number> = new Set([...RESPONSE_ENDS, packed('fai')]);

const SNIFFERS: Readonly<Record<Protocol, EventSniffer>> = {
  anthropic: snifferOf((bytes) => MESSAGE_STOP.find(bytes, 0) >= 0),
  'openai-chat': snifferOf(
    (bytes) => hasTextAfter(bytes, FINISH_REASON) || DONE.find(bytes, 0) >= 0,
  ),
  'openai-responses': {
    mayMatter: (bytes) => hasResponseEvent(bytes, RESPONSE_ENDS_AND_FAILED) || hasError(bytes),
    hasEnd: (bytes) => hasResponseEvent(bytes, RESPONSE_ENDS),
  },
  gemini: snifferOf((bytes) => hasTextAfter(bytes, REASON)),
};

function snifferOf(hasEnd: (bytes: Buffer) => boolean): EventSniffer {
  return { mayMatter: (bytes) => hasEnd(bytes) || hasError(bytes), hasEnd };
}

export function snifferFor(protocol: Protocol): EventSniffer {
  return SNIFFERS[protocol];
}

/** `"error"` as a name or a value other than `"error": null`, or an `event: error` line. */
function hasError(bytes: Buffer): boolean {
  for (let at = ERROR.find(bytes, 0); at >= 0; at = ERROR.find(bytes, at + ERROR.length)) {
    const before = bytes[at - 1];
    const end = at + ERROR.length;
    const after = bytes[end];
    if (before === QUOTE && after === QUOTE) {
      if (bytes[valueStart(bytes, end + 1)] !== 0x6e) return true;
    } else if (after === LF || after === CR || after === undefined) {
      if (before === COLON || before === SPACE) return true;
    }
  }
  return false;
}

/** Whether the member whose name ends with `name` is a text anywhere; it is null until the answer ends. */
function hasTextAfter(bytes: Buffer, name: ByteSearch): boolean {
  for (let at = name.find(bytes, 0); at >= 0; at = name.find(bytes, at + name.length)) {
    const value = valueStart(bytes, at + name.length);
    // Some vendors write an empty text where others write null.
    if (bytes[value] === QUOTE && bytes[value + 1] !== QUOTE) return true;
  }
  return false;
}

function hasResponseEvent(bytes: Buffer, wanted: ReadonlySet<number>): boolean {
  for (let at = RESPONSE.find(bytes, 0); at >= 0; at = RESPONSE.find(bytes, at)) {
    at += RESPONSE.length;
    if (at + 3 > bytes.length) return false;
    if (wanted.has(bytes.readUIntBE(at, 3))) return true;
  }
  return false;
}

/** Where the value of a member begins whose name has ended; spaces are allowed around the colon. */
function valueStart(bytes: Buffer, nameEnd: number): number {
  let at = nameEnd;
  while (bytes[at] === SPACE || bytes[at] === COLON) at++;
  return at;
}

function packed(letters: string): number {
  return (letters.charCodeAt(0) << 16) | (letters.charCodeAt(1) << 8) | letters.charCodeAt(2);
}
