import type { Protocol } from '../../contracts/protocol.ts';
import { CR, LF, OPEN_BRACE, OPEN_BRACKET, SPACE, TAB } from '../ascii.ts';
import { ArrayElements } from '../gate/array-elements.ts';
import { parseObject } from '../gate/event-json.ts';
import { isErrorBody } from '../soft-error.ts';
import { SseParser, type SseEvent } from '../sse.ts';
import type { Counts } from '../usage/counts.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { ClientEvents } from './client-events.ts';
import type { AnswerFacts, StreamReader, StreamWriter } from './codec.ts';
import { codecOf } from './codecs.ts';
import type { ToolNames } from './fit/fit.ts';
import type { InnerError, InnerEvent } from './inner/answer.ts';
import { AnswerBuilder } from './inner/assemble.ts';
import type { Loss } from './inner/request.ts';
import { eventsOf } from './inner/take-apart.ts';
import { isNestedTooDeep } from './nesting.ts';
import { cutOff, readError } from './read-error.ts';
import { SoundEvents } from './sound-events.ts';

export type ConverterFacts = AnswerFacts & {
  readonly upstream: Protocol;
  readonly client: Protocol;
  /** What the client asked for. What the upstream sends is told by how it begins. */
  readonly isStreaming: boolean;
  readonly names: ToolNames;
};

export type AnswerState = {
  /** `complete`: everything has been written, what the upstream goes on to send is dropped. */
  readonly phase: 'open' | 'complete' | 'failed';
  /** Set with `failed`. For a client without streaming, `end` returned '' and an error is to be answered instead. */
  readonly error: InnerError | null;
  /** As the upstream stated them. */
  readonly model: string | null;
  readonly usage: Counts | null;
  /** What the client's dialect could not say of the answer, each once. */
  readonly losses: readonly Loss[];
};

/** Pictures come in events of their own; a larger one is no event. */
const MAX_EVENT_BYTES = 64 * 1024 * 1024;
const MAX_BODY_BYTES = MAX_EVENT_BYTES;

/** White space, and the bytes of a byte order mark. */
const BEFORE_ANSWER: ReadonlySet<number> = new Set([SPACE, LF, CR, TAB, 0xef, 0xbb, 0xbf]);
const EVENT_END = encodeUtf8('\n\n');

type Frames = { push(bytes: Uint8Array): readonly SseEvent[] };

/**
 * Converts one 2xx answer, of decoded bytes however they are cut. Stream to stream, it writes as it goes; where the client
 * wants one JSON body, `end` returns it. JSON in place of a stream, and a stream in place of JSON, are told by their
 * beginning. The text is to be encoded by the caller.
 */
export class AnswerConverter {
  readonly #facts: ConverterFacts;
  readonly #reader: StreamReader;
  readonly #client: ClientEvents;
  readonly #sound: SoundEvents;
  /** Null where the client wants one body. */
  readonly #writer: StreamWriter | null;
  readonly #builder = new AnswerBuilder();
  /** `none` until the first byte has come. */
  #form: 'none' | 'frames' | 'body' = 'none';
  #frames: Frames = new SseParser({ maxEventBytes: MAX_EVENT_BYTES });
  #body: Uint8Array[] = [];
  #bodyBytes = 0;
  #phase: AnswerState['phase'] = 'open';
  #error: InnerError | null = null;
  #model: string | null = null;
  #usage: Counts | null = null;

  constructor(facts: ConverterFacts) {
    const client = codecOf(facts.client);
    this.#facts = facts;
    this.#reader = codecOf(facts.upstream).streamReader(facts);
    this.#client = new ClientEvents(facts.names, client.abilities);
    this.#sound = new SoundEvents(client.abilities, facts.client === 'gemini');
    this.#writer = facts.isStreaming ? client.streamWriter(facts) : null;
  }

  get state(): AnswerState {
    return {
      phase: this.#phase,
      error: this.#error,
      model: this.#model,
      usage: this.#usage,
      losses: this.#client.losses,
    };
  }

  push(bytes: Uint8Array): string {
    if (this.#phase !== 'open') return '';
    let start = 0;
    if (this.#form === 'none') {
      while (BEFORE_ANSWER.has(bytes[start] as number)) start++;
      if (start === bytes.length) return '';
      this.#begin(bytes[start] as number);
    }
    const rest = start === 0 ? bytes : bytes.subarray(start);
    if (this.#form === 'frames') return this.#readFrames(rest);
    this.#bodyBytes += rest.length;
    if (this.#bodyBytes > MAX_BODY_BYTES) return this.fail(cutOff());
    // The caller may use its buffer again.
    this.#body.push(rest.slice());
    return '';
  }

  /** The upstream's bytes are over. A stream that was cut ends with the error event of the client's dialect. */
  end(): string {
    let text = '';
    if (this.#phase === 'open') {
      if (this.#form === 'body') text = this.#tell(this.#readBody());
      // Some relays forget the empty line behind their last event.
      else text = this.#readFrames(EVENT_END) + this.#tell(this.#reader.end());
    }
    if (this.#writer !== null || this.#phase !== 'complete') return text;
    const { client } = this.#facts;
    return JSON.stringify(codecOf(client).writeAnswer(this.#builder.answer(), this.#facts));
  }

  /** Ends a stream that broke for reasons of ours. Empty when the client has its end already. */
  fail(error: InnerError): string {
    return this.#tell([{ kind: 'error', error }]);
  }

  #begin(first: number): void {
    this.#form = first === OPEN_BRACE ? 'body' : 'frames';
    // So streams Gemini when nobody asks for events.
    if (first === OPEN_BRACKET) this.#frames = new ArrayElements();
  }

  #readFrames(bytes: Uint8Array): string {
    let text = '';
    for (const frame of this.#frames.push(bytes)) {
      if (frame.kind === 'oversize') return text + this.fail(cutOff());
      if (frame.kind !== 'event') continue;
      text += this.#tell(this.#reader.push(frame.name, frame.data));
      if (this.#phase !== 'open') break;
    }
    return text;
  }

  #readBody(): readonly InnerEvent[] {
    const text = textOf(this.#body, this.#bodyBytes);
    this.#body = [];
    const body = parseObject(text);
    if (body === null || isNestedTooDeep(body)) return [{ kind: 'error', error: cutOff() }];
    const answer = isErrorBody(body)
      ? null
      : codecOf(this.#facts.upstream).readAnswer(body, this.#facts);
    if (answer === null) return [{ kind: 'error', error: readError(text, null) }];
    return eventsOf(answer);
  }

  #tell(events: readonly InnerEvent[]): string {
    let text = '';
    for (const event of events) {
      for (const told of this.#sound.pass(this.#client.map(event))) {
        if (this.#phase !== 'open') return text;
        this.#note(told);
        if (this.#writer === null) this.#builder.add(told);
        else text += this.#writer.write(told);
      }
    }
    return text;
  }

  #note(event: InnerEvent): void {
    const { kind } = event;
    if (kind === 'start') this.#model = event.model;
    if (kind === 'start' || kind === 'usage') this.#usage = event.usage;
    if (kind === 'end') this.#phase = 'complete';
    if (kind !== 'error') return;
    this.#phase = 'failed';
    this.#error = event.error;
  }
}

function textOf(pieces: readonly Uint8Array[], size: number): string {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return decodeUtf8(bytes, 0, size);
}
