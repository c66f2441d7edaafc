import type { MergedAnswer } from '../../contracts/capture.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import { CR, LF, OPEN_BRACE, OPEN_BRACKET, SPACE, TAB } from '../ascii.ts';
import { ArrayElements } from '../gate/array-elements.ts';
import { parseObject, type JsonObject } from '../gate/event-json.ts';
import { SseParser, type SseEvent } from '../sse.ts';
import { UsageMeter } from '../usage/usage-meter.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { AnthropicMerge } from './anthropic.ts';
import { ChatMerge } from './chat.ts';
import { GeminiMerge } from './gemini.ts';
import { errorIn, type Merge } from './parts.ts';
import { ResponsesMerge } from './responses.ts';

/** Captures are cut at less than this. */
const MAX_EVENT_BYTES = 64 * 1024 * 1024;

/** White space, and the bytes of a byte order mark. */
const BEFORE_ANSWER: ReadonlySet<number> = new Set([SPACE, LF, CR, TAB, 0xef, 0xbb, 0xbf]);

const EVENT_END = encodeUtf8('\n\n');

/** Takes the objects out of a stream. */
type Reader = { push(bytes: Uint8Array): readonly SseEvent[] };

/**
 * Puts an answer together into what it says: a JSON body, a stream of events, or Gemini's array, told apart by how it
 * begins. Takes decoded bytes however they are cut; what is cut off at the end says what it says.
 */
export class AnswerMerger {
  readonly #merge: Merge;
  readonly #meter: UsageMeter;
  #reader: Reader | null = null;
  readonly #whole: Uint8Array[] = [];
  #isStarted = false;
  #error: string | null = null;

  constructor(protocol: Protocol) {
    this.#merge = mergeFor(protocol);
    this.#meter = new UsageMeter(protocol);
  }

  push(bytes: Uint8Array): void {
    this.#meter.see(bytes);
    let start = 0;
    if (!this.#isStarted) {
      while (BEFORE_ANSWER.has(bytes[start] as number)) start++;
      if (start === bytes.length) return;
      this.#isStarted = true;
      this.#reader = readerFor(bytes[start] as number);
    }
    const rest = start === 0 ? bytes : bytes.subarray(start);
    if (this.#reader === null) {
      this.#whole.push(rest);
      return;
    }
    for (const event of this.#reader.push(rest)) {
      const data = event.kind === 'event' ? parseObject(event.data) : null;
      if (data !== null) this.#take(data, (taken) => this.#merge.event(taken));
    }
  }

  end(): MergedAnswer {
    const isStream = this.#reader !== null;
    // Some relays forget the empty line behind their last event.
    if (isStream) this.push(EVENT_END);
    else {
      const body = parseObject(textOf(this.#whole));
      if (body !== null) this.#take(body, (taken) => this.#merge.whole(taken));
    }
    // Of a whole body the meter knows the model only when it has been asked for the usage.
    const usage = this.#meter.usage();
    return {
      isStream,
      outputs: this.#merge.outputs(),
      model: this.#meter.returnedModel,
      usage,
      error: this.#error,
    };
  }

  #take(data: JsonObject, merge: (data: JsonObject) => void): void {
    const { response } = data;
    const inner =
      typeof response === 'object' && response !== null ? errorIn(response as JsonObject) : null;
    this.#error ??= errorIn(data) ?? inner;
    merge(data);
  }
}

/** The same for an answer that is all there. */
export function mergeAnswer(protocol: Protocol, body: Uint8Array): MergedAnswer {
  const merger = new AnswerMerger(protocol);
  merger.push(body);
  return merger.end();
}

function readerFor(first: number): Reader | null {
  if (first === OPEN_BRACE) return null;
  return first === OPEN_BRACKET
    ? new ArrayElements()
    : new SseParser({ maxEventBytes: MAX_EVENT_BYTES });
}

function mergeFor(protocol: Protocol): Merge {
  switch (protocol) {
    case 'anthropic':
      return new AnthropicMerge();
    case 'openai-chat':
      return new ChatMerge();
    case 'openai-responses':
      return new ResponsesMerge();
    case 'gemini':
      return new GeminiMerge();
  }
}

function textOf(pieces: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return decodeUtf8(bytes, 0, bytes.length);
}
