import type { Abilities } from './codec.ts';
import { FreeformInput } from './fit/freeform.ts';
import type { ToolNames } from './fit/fit.ts';
import type { InnerEvent, StartedPart } from './inner/answer.ts';
import { hint } from './inner/reading.ts';
import type { Loss } from './inner/request.ts';

type CallPart = Extract<StartedPart, { readonly kind: 'toolCall' }>;

/**
 * Makes of an upstream's events those that the client can be told: tools by the client's names, freeform input as the
 * text it is, and nothing that the client's dialect has no word for.
 */
export class ClientEvents {
  readonly #names: ToolNames;
  readonly #abilities: Abilities;
  readonly #losses = new Map<string, Loss>();
  #freeform: FreeformInput | null = null;
  #isSkipping = false;

  constructor(names: ToolNames, abilities: Abilities) {
    this.#names = names;
    this.#abilities = abilities;
  }

  get losses(): readonly Loss[] {
    return [...this.#losses.values()];
  }

  map(event: InnerEvent): readonly InnerEvent[] {
    switch (event.kind) {
      case 'partStart':
        return this.#startPart(event.part);
      case 'delta':
        return this.#delta(event);
      case 'citation':
        if (this.#isSkipping) return [];
        if (this.#abilities.answerCitations) return [event];
        this.#lose(hint('citation'));
        return [];
      case 'partEnd':
        return this.#endPart(event);
      case 'stop':
      case 'start':
      case 'usage':
      case 'end':
      case 'error':
      case 'ping':
        return [event];
    }
  }

  #startPart(part: StartedPart): readonly InnerEvent[] {
    this.#freeform = null;
    this.#isSkipping = !this.#canSay(part);
    if (this.#isSkipping) return [];
    if (part.kind !== 'toolCall') return [{ kind: 'partStart', part }];
    return [{ kind: 'partStart', part: this.#named(part) }];
  }

  #canSay(part: StartedPart): boolean {
    if (part.kind === 'hosted') {
      this.#lose(hint('hosted-part', part.tool));
      return false;
    }
    if (part.kind !== 'media' || this.#abilities.answerMedia.includes(part.media)) return true;
    this.#lose({ weight: 'content', name: 'answer-media', detail: part.media });
    return false;
  }

  #named(part: CallPart): CallPart {
    const known = this.#names.get(part.name);
    if (known === undefined) return part;
    if (known.isFreeform) this.#freeform = new FreeformInput();
    return { ...part, ...known };
  }

  #delta(event: Extract<InnerEvent, { kind: 'delta' }>): readonly InnerEvent[] {
    if (this.#isSkipping) return [];
    if (this.#freeform === null) return [event];
    return piece(this.#freeform.push(event.text));
  }

  #endPart(event: InnerEvent): readonly InnerEvent[] {
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return [];
    }
    const rest = this.#freeform === null ? [] : piece(this.#freeform.end());
    this.#freeform = null;
    return [...rest, event];
  }

  #lose(loss: Loss): void {
    this.#losses.set(`${loss.name} ${loss.detail ?? ''}`, loss);
  }
}

function piece(text: string): readonly InnerEvent[] {
  return text === '' ? [] : [{ kind: 'delta', text }];
}
