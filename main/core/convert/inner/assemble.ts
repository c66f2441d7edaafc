import type { Counts } from '../../usage/counts.ts';
import type { AnswerPart, InnerAnswer, InnerEvent, StartedPart, StopReason } from './answer.ts';
import type { Citation, Signature } from './parts.ts';

/** Puts the events of a stream together into the whole answer, for a client that did not ask for a stream. */
export class AnswerBuilder {
  #id: string | null = null;
  #model: string | null = null;
  readonly #parts: AnswerPart[] = [];
  #open: StartedPart | null = null;
  #text = '';
  #citations: Citation[] = [];
  #stop: StopReason = 'other';
  #stopSequence: string | null = null;
  #usage: Counts | null = null;

  add(event: InnerEvent): void {
    switch (event.kind) {
      case 'start':
        this.#id = event.id;
        this.#model = event.model;
        this.#usage = event.usage;
        return;
      case 'partStart':
        this.#open = event.part;
        this.#text = '';
        this.#citations = [];
        return;
      case 'delta':
        this.#text += event.text;
        return;
      case 'citation':
        this.#citations.push(event.citation);
        return;
      case 'partEnd':
        if (this.#open !== null) this.#parts.push(this.#finished(this.#open, event.signature));
        this.#open = null;
        return;
      case 'usage':
        this.#usage = event.usage;
        return;
      case 'stop':
        this.#stop = event.reason;
        this.#stopSequence = event.sequence;
        return;
      case 'end':
      case 'error':
      case 'ping':
        return;
    }
  }

  answer(): InnerAnswer {
    return {
      id: this.#id,
      model: this.#model,
      parts: this.#parts,
      stop: this.#stop,
      stopSequence: this.#stopSequence,
      usage: this.#usage,
    };
  }

  #finished(part: StartedPart, signature: Signature | null): AnswerPart {
    const text = this.#text;
    switch (part.kind) {
      case 'text':
        return { kind: 'text', text, cache: null, citations: this.#citations };
      case 'refusal':
        return { kind: 'refusal', text };
      case 'thinking':
        return { kind: 'thinking', text, signature, isRedacted: part.isRedacted };
      case 'toolCall':
        return { ...part, arguments: { kind: 'text', text }, cache: null };
      case 'media':
      case 'hosted':
        return part;
    }
  }
}
