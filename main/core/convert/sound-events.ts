import { REPLY_STATUS } from '../reply-status.ts';
import type { Abilities } from './codec.ts';
import { UniqueNames } from './fit/unique-names.ts';
import type { InnerEvent, PartEnd, StartedPart, StopReason } from './inner/answer.ts';

type Call = Extract<StartedPart, { kind: 'toolCall' }>;

/** With these an answer was cut, so that its last call may be broken. */
const CUTS: ReadonlySet<StopReason> = new Set<StopReason>([
  'maxTokens',
  'contextFull',
  'filtered',
  'refusal',
]);

/** With these a client would end its turn without running the calls. */
const QUIET_ENDS: ReadonlySet<StopReason> = new Set<StopReason>(['end', 'other']);

/**
 * Stands between every reader and every writer, and lets pass only what an agent can go on with, whatever the upstream
 * sent: calls have names, ids that are unlike each other and arguments that are an object, and an answer with calls ends
 * by asking for them. What cannot be put right becomes an error: clients repeat a failed answer, but take one with a
 * missing call for the end of the work.
 */
export class SoundEvents {
  readonly #ids: UniqueNames;
  /** The client's dialect has a word for a call that the model made badly. */
  readonly #knowsMalformed: boolean;
  #call: Call | null = null;
  #hasPieces = false;
  #calls = 0;
  #isBroken = false;
  #isOver = false;

  constructor({ toolId, maxToolIdLength }: Abilities, knowsMalformed: boolean) {
    this.#ids = new UniqueNames(toolId, maxToolIdLength);
    this.#knowsMalformed = knowsMalformed;
  }

  pass(events: readonly InnerEvent[]): readonly InnerEvent[] {
    const passed: InnerEvent[] = [];
    for (const event of events) {
      if (this.#isOver) break;
      this.#pass(event, passed);
    }
    return passed;
  }

  #pass(event: InnerEvent, passed: InnerEvent[]): void {
    switch (event.kind) {
      case 'partStart':
        this.#start(event.part, passed);
        return;
      case 'delta':
        this.#hasPieces = true;
        passed.push(event);
        return;
      case 'partEnd':
        this.#endPart(event, passed);
        return;
      case 'stop':
        this.#stop(event.reason, event.sequence, passed);
        return;
      case 'end':
      case 'error':
        this.#isOver = true;
        passed.push(event);
        return;
      case 'start':
      case 'citation':
      case 'usage':
      case 'ping':
        passed.push(event);
    }
  }

  #start(part: StartedPart, passed: InnerEvent[]): void {
    if (this.#isBroken) {
      this.#fail('The upstream called a tool with broken arguments.', passed);
      return;
    }
    this.#hasPieces = false;
    this.#call = part.kind === 'toolCall' ? part : null;
    if (part.kind !== 'toolCall') {
      passed.push({ kind: 'partStart', part });
      return;
    }
    if (part.name === '') {
      this.#fail('The upstream called a tool without naming it.', passed);
      return;
    }
    this.#calls++;
    passed.push({ kind: 'partStart', part: { ...part, id: this.#ids.take(part.id) } });
  }

  #endPart(end: PartEnd, passed: InnerEvent[]): void {
    const call = this.#call;
    this.#call = null;
    if (call !== null && !call.isFreeform) {
      this.#isBroken = !end.isWhole;
      // No arguments are an empty object, for those who parse what they have gathered.
      if (end.isWhole && !this.#hasPieces) passed.push({ kind: 'delta', text: '{}' });
    }
    passed.push(end);
  }

  #stop(reason: StopReason, sequence: string | null, passed: InnerEvent[]): void {
    if (this.#isBroken && !CUTS.has(reason)) {
      this.#fail('The upstream called a tool with broken arguments.', passed);
      return;
    }
    if (reason === 'malformedCall' && !this.#knowsMalformed) {
      this.#fail('The model called a tool in a way that the upstream could not read.', passed);
      return;
    }
    const told = this.#reason(reason, sequence);
    passed.push({
      kind: 'stop',
      reason: told,
      sequence: told === 'stopSequence' ? sequence : null,
    });
  }

  #reason(stated: StopReason, sequence: string | null): StopReason {
    if (this.#calls > 0 && QUIET_ENDS.has(stated)) return 'toolCalls';
    if (this.#calls === 0 && stated === 'toolCalls') return 'end';
    return stated === 'stopSequence' && sequence === null ? 'end' : stated;
  }

  #fail(message: string, passed: InnerEvent[]): void {
    this.#isOver = true;
    const status = REPLY_STATUS.badGateway;
    passed.push({ kind: 'error', error: { status, message, code: 'malformed_tool_call' } });
  }
}
