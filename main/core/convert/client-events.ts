import { REPLY_STATUS } from '../reply-status.ts';
import type { Abilities } from './codec.ts';
import { FreeformInput } from './fit/freeform.ts';
import type { ToolNames } from './fit/fit.ts';
import type { InnerEvent, StartedPart, StopReason } from './inner/answer.ts';
import { hint } from './inner/reading.ts';
import type { Loss } from './inner/request.ts';

type CallPart = Extract<StartedPart, { readonly kind: 'toolCall' }>;

/**
 * Makes of an upstream's events those that the client can be told: tools by the client's names, freeform input as the
 * text it is, every call under an id of its own, a reason to stop that fits what was said, and nothing that the client's
 * dialect has no word for.
 */
export class ClientEvents {
  readonly #names: ToolNames;
  readonly #abilities: Abilities;
  readonly #losses = new Map<string, Loss>();
  readonly #ids = new Set<string>();
  #freeform: FreeformInput | null = null;
  #isSkipping = false;
  #hasCalls = false;

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
        return [{ ...event, reason: this.#settled(event.reason) }];
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
    if (part.name === '') return [{ kind: 'error', error: NAMELESS }];
    this.#hasCalls = true;
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
    const id = this.#ownId(part.id);
    if (known === undefined) return { ...part, id };
    if (known.isFreeform) this.#freeform = new FreeformInput();
    return { ...part, ...known, id };
  }

  #ownId(id: string): string {
    let own = id;
    for (let number = 2; this.#ids.has(own); number++) own = `${id}_${String(number)}`;
    this.#ids.add(own);
    return own;
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

  /** Clients run a tool only when the reason says so, and wait for calls when it says so without any. */
  #settled(reason: StopReason): StopReason {
    if (this.#hasCalls) {
      const isPlain = reason === 'end' || reason === 'stopSequence' || reason === 'other';
      return isPlain ? 'toolCalls' : reason;
    }
    return reason === 'toolCalls' ? 'end' : reason;
  }

  #lose(loss: Loss): void {
    this.#losses.set(`${loss.name} ${loss.detail ?? ''}`, loss);
  }
}

function piece(text: string): readonly InnerEvent[] {
  return text === '' ? [] : [{ kind: 'delta', text }];
}

const NAMELESS = {
  status: REPLY_STATUS.badGateway,
  message: 'The upstream called a tool without naming it.',
  code: 'nameless_tool_call',
};
