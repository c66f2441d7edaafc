import { parseObject, type JsonObject } from '../../gate/event-json.ts';
import { errorBody } from '../../error-body.ts';
import type { Counts } from '../../usage/counts.ts';
import type { AnswerFacts, StreamWriter } from '../codec.ts';
import type { InnerError, InnerEvent, PartEnd, StartedPart, StopReason } from '../inner/answer.ts';
import { GatheredText } from '../inner/gathered-text.ts';
import { signatureText } from '../inner/signature.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { sealedText } from '../sealed.ts';
import { writeStop } from './stop-reasons.ts';
import { usageMetadata } from './write-usage.ts';

type Call = Extract<StartedPart, { kind: 'toolCall' }>;

/**
 * Writes Gemini's stream: every event is a whole answer with the next piece. A call is one piece, so its arguments are
 * gathered first. Thoughts are told to those alone who asked for them; others show them as part of the answer.
 */
export class GeminiWriter implements StreamWriter {
  readonly #parts: PartWriter;
  readonly #isArray: boolean;
  #id: string;
  #model: string;
  /** What every event begins and ends with. */
  #tail = '';
  #hasFrames = false;
  #isOver = false;
  #usage: Counts | null = null;
  #stop: StopReason = 'other';
  readonly #facts: AnswerFacts;

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
    this.#parts = new PartWriter(facts);
    this.#isArray = facts.framing === 'array';
    this.#id = facts.seed;
    this.#model = facts.model;
    this.#setTail();
  }

  write(event: InnerEvent): string {
    if (this.#isOver) return '';
    switch (event.kind) {
      case 'start':
        this.#usage = event.usage;
        this.#id = event.id ?? this.#id;
        this.#model = event.model ?? this.#model;
        this.#setTail();
        return '';
      case 'partStart':
      case 'delta':
      case 'partEnd': {
        const part = this.#parts.write(event);
        return part === ''
          ? ''
          : this.#frame(
              `{"candidates":[{"content":{"parts":[${part}],"role":"model"},"index":0}]${this.#tail}`,
            );
      }
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop = event.reason;
        return '';
      case 'end':
        return this.#end();
      case 'error':
        return this.#fail(event.error);
      case 'citation':
      case 'ping':
        return '';
    }
  }

  #setTail(): void {
    const said = { modelVersion: this.#model, responseId: this.#id };
    this.#tail = `,${JSON.stringify(said).slice(1)}`;
  }

  #frame(json: string): string {
    if (!this.#isArray) return `data: ${json}\r\n\r\n`;
    const before = this.#hasFrames ? ',\r\n' : '[';
    this.#hasFrames = true;
    return before + json;
  }

  #end(): string {
    this.#isOver = true;
    const usage = JSON.stringify(usageMetadata(this.#usage));
    const candidate = JSON.stringify({
      content: { parts: [{ text: '' }], role: 'model' },
      finishReason: this.#parts.finishReason(this.#stop),
      index: 0,
    });
    const last = `{"candidates":[${candidate}],"usageMetadata":${usage}${this.#tail}`;
    return this.#frame(last) + (this.#isArray ? ']' : '');
  }

  #fail({ status, message, code }: InnerError): string {
    this.#isOver = true;
    const requestId = this.#facts.seed;
    const body = errorBody('gemini', { status, message, code: code ?? '', requestId });
    return this.#frame(body) + (this.#isArray ? ']' : '');
  }
}

/** Pieces of an answer as Gemini's parts, in JSON; empty where a piece says nothing by itself. */
export class PartWriter {
  readonly #isThoughtShown: boolean;
  #part: StartedPart | null = null;
  #text = new GatheredText();
  #hasPieces = false;
  /** What seals reasoning that a client may not send back as a thought; the call behind it carries it, too. */
  #seal: string | null = null;
  /** A call could not be told, because its arguments were cut or are no object. */
  #isMalformed = false;

  constructor({ request }: Pick<AnswerFacts, 'request'>) {
    const summary = request.reasoning?.summary ?? 'none';
    this.#isThoughtShown = summary !== 'none';
  }

  finishReason(stop: StopReason): string {
    return writeStop(this.#isMalformed && stop !== 'maxTokens' ? 'malformedCall' : stop);
  }

  write(event: Extract<InnerEvent, { kind: 'partStart' | 'delta' | 'partEnd' }>): string {
    switch (event.kind) {
      case 'partStart':
        return this.#start(event.part);
      case 'delta':
        return this.#delta(event.text);
      case 'partEnd':
        return this.#end(event);
    }
  }

  #start(part: StartedPart): string {
    this.#part = part;
    this.#hasPieces = false;
    if (part.kind === 'toolCall') this.#text = new GatheredText();
    if (part.kind !== 'media' || part.source.kind !== 'base64') return '';
    const { mediaType: mimeType, data } = part.source;
    return JSON.stringify({ inlineData: { mimeType, data } });
  }

  #delta(text: string): string {
    switch (this.#part?.kind) {
      case 'text':
      case 'refusal':
        return `{"text":${JSON.stringify(text)}}`;
      case 'thinking':
        this.#hasPieces = true;
        return this.#isThoughtShown ? `{"text":${JSON.stringify(text)},"thought":true}` : '';
      case 'toolCall':
        this.#text.add(text);
        return '';
      case 'media':
      case 'hosted':
      case undefined:
        return '';
    }
  }

  #end(end: PartEnd): string {
    const part = this.#part;
    this.#part = null;
    if (part?.kind === 'toolCall') return this.#call(part, end.isWhole);
    if (part?.kind !== 'thinking') return '';
    const { isRedacted } = part;
    const sealed = sealedText({ signature: end.signature, isRedacted }, 'gemini');
    if (sealed === null) return '';
    // Anthropic's signatures are refused without the text that they cover.
    const standsAlone = end.signature?.protocol === 'openai-responses' || !this.#hasPieces;
    this.#seal = standsAlone ? sealed : null;
    if (!this.#isThoughtShown) return '';
    return JSON.stringify({ text: '', thought: true, thoughtSignature: sealed });
  }

  #call({ id, name, signature }: Call, isWhole: boolean): string {
    const text = this.#text.read();
    const args: JsonObject | null = text === '' ? {} : parseObject(text);
    if (!isWhole || args === null || isNestedTooDeep(args)) {
      this.#isMalformed ||= isWhole;
      return '';
    }
    const sealed = signature === null ? this.#seal : signatureText(signature, 'gemini');
    this.#seal = null;
    const signed = sealed === null ? {} : { thoughtSignature: sealed };
    return JSON.stringify({ functionCall: { id, name, args }, ...signed });
  }
}
