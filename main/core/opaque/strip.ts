import type { Protocol } from '../../contracts/protocol.ts';
import { BACKSLASH, CLOSE_BRACE, OPEN_BRACE } from '../ascii.ts';
import { JsonParts, type Part } from '../json-parts.ts';
import { applyEdits } from '../splice.ts';
import { encodeUtf8 } from '../utf8.ts';
import { Marks, type ByteFind, type Stripping, type StripTask } from './carriers.ts';
import { stripAnthropic } from './strip-anthropic.ts';
import { stripChat } from './strip-chat.ts';
import { stripGemini } from './strip-gemini.ts';
import { stripResponses } from './strip-responses.ts';

/** A body that holds none of these carries no token: the search for them is all that most requests cost. */
const MARKS: Readonly<Record<Protocol, readonly string[]>> = {
  anthropic: ['"signature"', '"data"'],
  'openai-chat': ['"reasoning_details"', '"thinking_blocks"', '"thought_signature"'],
  'openai-responses': ['"encrypted_content"'],
  gemini: ['"thoughtSignature"', '"thought_signature"'],
};

const STRIPPERS: Readonly<Record<Protocol, (task: StripTask) => Stripping>> = {
  anthropic: stripAnthropic,
  'openai-chat': stripChat,
  'openai-responses': stripResponses,
  gemini: stripGemini,
};

export type Stripped = {
  /** The body as it was given when nothing had to be changed. */
  readonly body: Uint8Array;
  /** Opaque tokens that were taken out or replaced. */
  readonly count: number;
};

/**
 * The request without the tokens that `isForeign` names, which gets each token's own bytes as JSON writes them out
 * (escapes decoded). Names that are written with escapes are not recognised; nobody writes them so.
 */
export function stripForeign(
  protocol: Protocol,
  body: Uint8Array,
  find: ByteFind,
  isForeign: (token: Uint8Array) => boolean,
): Stripped {
  const marks = new Marks(find, MARKS[protocol]);
  if (marks.isEmpty) return { body, count: 0 };
  const parts = new JsonParts(body);
  return strip(protocol, body, parts, {
    mayCarry: (part) => marks.isIn(part),
    isUnwanted: (token) => {
      const bytes = tokenBytes(body, parts, token);
      return bytes !== null && isForeign(bytes);
    },
    isForced: false,
  });
}

/** The request without any opaque token, and with what the vendor demands in their place: for after a refusal. */
export function stripAll(protocol: Protocol, body: Uint8Array): Stripped {
  return strip(protocol, body, new JsonParts(body), {
    mayCarry: () => true,
    isUnwanted: () => true,
    isForced: true,
  });
}

function strip(
  protocol: Protocol,
  body: Uint8Array,
  parts: JsonParts,
  how: Pick<StripTask, 'mayCarry' | 'isUnwanted' | 'isForced'>,
): Stripped {
  const open = body.indexOf(OPEN_BRACE);
  if (open < 0) return { body, count: 0 };
  const top = { from: open, start: open, end: body.lastIndexOf(CLOSE_BRACE) + 1 };
  const { edits, count } = STRIPPERS[protocol]({ parts, top, ...how });
  return edits.length === 0 ? { body, count: 0 } : { body: applyEdits(body, edits), count };
}

/** What the string says; without a copy unless it has escapes, as a slash has in what PHP writes. */
function tokenBytes(
  body: Uint8Array,
  parts: JsonParts,
  token: Pick<Part, 'start' | 'end'> | null | undefined,
): Uint8Array | null {
  if (token === null || token === undefined || !parts.isString(token)) return null;
  const raw = body.subarray(token.start + 1, token.end - 1);
  if (raw.length === 0) return null;
  return raw.includes(BACKSLASH) ? encodeUtf8(parts.text(token) ?? '') : raw;
}
