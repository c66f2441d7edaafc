import { errorEvent } from '../../gate/error-event.ts';
import type { Counts } from '../../usage/counts.ts';
import type { AnswerFacts, StreamWriter } from '../codec.ts';
import type { InnerEvent, StartedPart, StopReason } from '../inner/answer.ts';
import { annotationOf, completionId, imagesOf } from './answer.ts';
import { chatStop } from './stop-reasons.ts';
import { chatUsage } from './usage.ts';

/** Writes the chunks of a chat stream. */
export class ChatWriter implements StreamWriter {
  readonly #facts: AnswerFacts;
  /** What all chunks begin with; empty until the answer has started. */
  #head = '';
  /** What stands behind the choices of all chunks when the client asked for usage. */
  readonly #tail: string;
  #part: StartedPart | null = null;
  #call = -1;
  #lastKind: StartedPart['kind'] = 'text';
  #hasText = false;
  #hasRefusal = false;
  #hasPieces = false;
  #usage: Counts | null = null;
  #stop: StopReason = 'other';

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
    this.#tail = facts.request.wantsUsage ? ',"usage":null}\n\n' : '}\n\n';
  }

  write(event: InnerEvent): string {
    switch (event.kind) {
      case 'start':
        this.#usage = event.usage;
        return this.#start(event.id, event.model);
      case 'partStart':
        return this.#ensureStart() + this.#startPart(event.part);
      case 'delta':
        return this.#delta(event.text);
      case 'citation': {
        const annotations = [annotationOf(event.citation)];
        return this.#chunk(JSON.stringify({ annotations }));
      }
      case 'partEnd':
        return this.#endPart();
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop = event.reason;
        return '';
      case 'end':
        return this.#ensureStart() + this.#end();
      case 'error': {
        const { status, message, code } = event.error;
        const requestId = this.#facts.seed;
        return errorEvent('openai-chat', {
          status,
          message,
          code: code ?? 'upstream_error',
          requestId,
        });
      }
      case 'ping':
        // A comment, which every parser of event streams skips.
        return ': ping\n\n';
    }
  }

  #ensureStart(): string {
    return this.#head === '' ? this.#start(null, null) : '';
  }

  #start(id: string | null, model: string | null): string {
    const { seed, nowMs } = this.#facts;
    const head = {
      id: completionId(id, seed),
      object: 'chat.completion.chunk',
      created: Math.floor(nowMs / 1000),
      model: model ?? this.#facts.model,
    };
    this.#head = `data: ${JSON.stringify(head).slice(0, -1)},"choices":`;
    return this.#chunk('{"role":"assistant","content":""}');
  }

  #startPart(part: StartedPart): string {
    this.#part = part;
    this.#hasPieces = false;
    if (part.kind === 'refusal') this.#hasRefusal = true;
    if (part.kind === 'media') return this.#chunk(JSON.stringify({ images: imagesOf(part) }));
    if (part.kind !== 'toolCall') return '';
    const { id, name, isFreeform } = part;
    const index = ++this.#call;
    const call = isFreeform
      ? { index, id, type: 'custom', custom: { name, input: '' } }
      : { index, id, type: 'function', function: { name, arguments: '' } };
    return this.#chunk(JSON.stringify({ tool_calls: [call] }));
  }

  #delta(text: string): string {
    const part = this.#part;
    if (part === null) return '';
    // Texts with something between them are paragraphs.
    const isApart = part.kind === 'text' && this.#hasText && !this.#hasPieces;
    this.#hasPieces = true;
    const quoted = JSON.stringify(isApart && this.#lastKind !== 'text' ? `\n\n${text}` : text);
    switch (part.kind) {
      case 'text':
        this.#hasText = true;
        return this.#chunk(`{"content":${quoted}}`);
      case 'thinking':
        return this.#chunk(`{"reasoning_content":${quoted}}`);
      case 'refusal':
        return this.#chunk(`{"refusal":${quoted}}`);
      case 'toolCall':
        return this.#callPiece(quoted, part.isFreeform);
      case 'media':
      case 'hosted':
        return '';
    }
  }

  #callPiece(quoted: string, isFreeform: boolean): string {
    const piece = isFreeform
      ? `"custom":{"input":${quoted}}`
      : `"function":{"arguments":${quoted}}`;
    return this.#chunk(`{"tool_calls":[{"index":${String(this.#call)},${piece}}]}`);
  }

  #endPart(): string {
    const part = this.#part;
    if (part === null) return '';
    this.#part = null;
    if (part.kind !== 'text' || this.#hasPieces) this.#lastKind = part.kind;
    const isEmptyCall = part.kind === 'toolCall' && !this.#hasPieces && !part.isFreeform;
    return isEmptyCall ? this.#callPiece('"{}"', false) : '';
  }

  #end(): string {
    const reason = this.#stop === 'refusal' && this.#hasRefusal ? 'stop' : chatStop(this.#stop);
    const last = this.#chunk('{}', `"${reason}"`);
    const usage = JSON.stringify(chatUsage(this.#usage));
    const counted = this.#facts.request.wantsUsage ? `${this.#head}[],"usage":${usage}}\n\n` : '';
    return `${last}${counted}data: [DONE]\n\n`;
  }

  #chunk(delta: string, finish = 'null'): string {
    return `${this.#head}[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${this.#tail}`;
  }
}
