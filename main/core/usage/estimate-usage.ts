import type { Protocol } from '../../contracts/protocol.ts';
import type { Usage } from '../../contracts/usage.ts';
import { NO_COUNTS } from './counts.ts';

/** How large a decoded answer was, and how many events the beginning of it held. */
export type AnswerSize = {
  readonly bytes: number;
  readonly sampledBytes: number;
  /** None: it was no stream of events. */
  readonly sampledEvents: number;
};

/** English, code and JSON have about four bytes to a token. */
const BYTES_PER_TOKEN = 4;

/** What an event holds beside its text: names, ids, the model. */
const ENVELOPE_BYTES: Readonly<Record<Protocol, number>> = {
  anthropic: 120,
  'openai-chat': 230,
  'openai-responses': 200,
  gemini: 350,
};

/** A picture or a document costs about this, however many bytes it has. */
const TOKENS_OF_DATA = 1500;
/** No word and no path is as long: bytes without a space that go on for longer are encoded data. */
const MIN_DATA_BYTES = 2048;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * What an answer used whose upstream does not say: by sizes alone, so it is no more than the order of magnitude, and
 * marked. `isWhole`: the answer came to its end.
 */
export function estimateUsage(
  protocol: Protocol,
  requestBody: Uint8Array,
  size: AnswerSize,
  returnedModel: string | null,
  isWhole: boolean,
): Usage {
  return {
    ...NO_COUNTS,
    inputTokens: estimateInput(requestBody),
    outputTokens: estimateOutput(protocol, size),
    returnedModel,
    isPartial: !isWhole,
    isEstimated: true,
  };
}

function estimateInput(body: Uint8Array): number {
  let textBytes = 0;
  let dataParts = 0;
  let runStart = 0;
  for (let at = 0; at <= body.length; at++) {
    const byte = body[at] ?? SPACE;
    if (byte > SPACE && byte !== QUOTE && byte !== BACKSLASH) continue;
    const run = at - runStart;
    if (run >= MIN_DATA_BYTES) dataParts++;
    else textBytes += run + 1;
    runStart = at + 1;
  }
  return Math.ceil(textBytes / BYTES_PER_TOKEN) + dataParts * TOKENS_OF_DATA;
}

/** How many tokens an answer of that size has, or the beginning of one. */
export function estimateOutput(protocol: Protocol, size: AnswerSize): number {
  const envelope = ENVELOPE_BYTES[protocol];
  if (size.bytes === 0) return 0;
  if (size.sampledEvents === 0) {
    return Math.max(1, Math.ceil((size.bytes - envelope) / BYTES_PER_TOKEN));
  }
  const events = Math.ceil(size.bytes * (size.sampledEvents / size.sampledBytes));
  // Most vendors send at least a token with every event.
  return Math.max(events, Math.ceil((size.bytes - events * envelope) / BYTES_PER_TOKEN));
}
