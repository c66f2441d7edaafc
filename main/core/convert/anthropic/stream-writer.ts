import { errorEvent } from '../../gate/error-event.ts';
import type { Counts } from '../../usage/counts.ts';
import type { AnswerFacts, StreamWriter } from '../codec.ts';
import type { InnerError, InnerEvent, PartEnd, StartedPart, StopReason } from '../inner/answer.ts';
import type { Signature } from '../inner/parts.ts';
import { signatureText, unsignedText } from '../inner/signature.ts';
import { messageId } from './answer.ts';
import { anthropicStop } from './stop-reasons.ts';
import { anthropicUsage } from './usage.ts';

const PING = frame('ping', '{"type":"ping"}');
const STOP = frame('message_stop', '{"type":"message_stop"}');

/**
 * Writes the events of an Anthropic stream. A block of text or thinking begins with its first piece, because clients
 * keep blocks that turn out to be empty and are refused with them later.
 */
export class AnthropicWriter implements StreamWriter {
  readonly #facts: AnswerFacts;
  #isStarted = false;
  #index = -1;
  #part: StartedPart | null = null;
  #isBlockOpen = false;
  #hasPieces = false;
  #usage: Counts | null = null;
  #stop: StopReason = 'other';
  #sequence: string | null = null;

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
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
      case 'partEnd':
        return this.#endPart(event);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop = event.reason;
        this.#sequence = event.sequence;
        return '';
      case 'end':
        return this.#ensureStart() + this.#end();
      case 'error':
        return this.#fail(event.error);
      case 'ping':
        return this.#isStarted ? PING : '';
      case 'citation':
        return '';
    }
  }

  #ensureStart(): string {
    return this.#isStarted ? '' : this.#start(null, null);
  }

  #start(id: string | null, model: string | null): string {
    this.#isStarted = true;
    const message = {
      id: messageId(id, this.#facts.seed),
      type: 'message',
      role: 'assistant',
      model: model ?? this.#facts.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: anthropicUsage(this.#usage),
    };
    return frame('message_start', JSON.stringify({ type: 'message_start', message }));
  }

  #startPart(part: StartedPart): string {
    this.#part = part;
    this.#hasPieces = false;
    if (part.kind !== 'toolCall') return '';
    const { id, name, signature } = part;
    // Gemini signs its calls, and a call has no place for that here: an empty thought before it has.
    const signed = signature === null ? '' : this.#wholeThought(signature);
    return signed + this.#openBlock({ type: 'tool_use', id, name, input: {} });
  }

  #delta(text: string): string {
    const part = this.#part;
    if (part === null) return '';
    this.#hasPieces = true;
    const quoted = JSON.stringify(text);
    switch (part.kind) {
      case 'toolCall':
        return this.#piece(`{"type":"input_json_delta","partial_json":${quoted}}`);
      case 'thinking':
        return this.#openThought() + this.#piece(`{"type":"thinking_delta","thinking":${quoted}}`);
      case 'text':
      case 'refusal': {
        const opened = this.#isBlockOpen ? '' : this.#openBlock({ type: 'text', text: '' });
        return opened + this.#piece(`{"type":"text_delta","text":${quoted}}`);
      }
      case 'media':
      case 'hosted':
        return '';
    }
  }

  #endPart({ signature }: PartEnd): string {
    const part = this.#part;
    this.#part = null;
    if (part?.kind === 'thinking') return this.#endThought(part.isRedacted, signature);
    // A call without arguments is an empty object, for those who parse what they have gathered.
    const empty = part?.kind === 'toolCall' && !this.#hasPieces;
    const piece = empty ? this.#piece('{"type":"input_json_delta","partial_json":"{}"}') : '';
    return piece + this.#closeBlock();
  }

  #endThought(isRedacted: boolean, signature: Signature | null): string {
    if (isRedacted && signature !== null) {
      const data = signatureText(signature, 'anthropic');
      return this.#openBlock({ type: 'redacted_thinking', data }) + this.#closeBlock();
    }
    if (signature === null && !this.#isBlockOpen) return '';
    const text = signature === null ? unsignedText() : signatureText(signature, 'anthropic');
    const signed = `{"type":"signature_delta","signature":${JSON.stringify(text)}}`;
    return this.#openThought() + this.#piece(signed) + this.#closeBlock();
  }

  #wholeThought(signature: Signature): string {
    return this.#endThought(false, signature);
  }

  #openThought(): string {
    if (this.#isBlockOpen) return '';
    return this.#openBlock({ type: 'thinking', thinking: '', signature: '' });
  }

  #openBlock(block: object): string {
    this.#isBlockOpen = true;
    this.#index++;
    const start = { type: 'content_block_start', index: this.#index, content_block: block };
    return frame('content_block_start', JSON.stringify(start));
  }

  #piece(delta: string): string {
    const data = `{"type":"content_block_delta","index":${String(this.#index)},"delta":${delta}}`;
    return frame('content_block_delta', data);
  }

  #closeBlock(): string {
    if (!this.#isBlockOpen) return '';
    this.#isBlockOpen = false;
    const data = `{"type":"content_block_stop","index":${String(this.#index)}}`;
    return frame('content_block_stop', data);
  }

  #end(): string {
    const delta = { stop_reason: anthropicStop(this.#stop), stop_sequence: this.#sequence };
    const usage = anthropicUsage(this.#usage);
    const data = JSON.stringify({ type: 'message_delta', delta, usage });
    return this.#closeBlock() + frame('message_delta', data) + STOP;
  }

  #fail({ status, message, code }: InnerError): string {
    const requestId = this.#facts.seed;
    return errorEvent('anthropic', { status, message, code: code ?? 'api_error', requestId });
  }
}

function frame(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
