import { parseObject } from '../../gate/event-json.ts';
import type { InnerEvent, StartedPart } from './answer.ts';
import type { Citation, Signature } from './parts.ts';

type Queued = {
  readonly key: unknown;
  readonly part: StartedPart;
  readonly isCall: boolean;
  /** Its text has to be an object in the end. */
  readonly hasArguments: boolean;
  /** Pieces that must wait until the part's turn comes. */
  readonly waiting: InnerEvent[];
  /** Of a call: all of its arguments so far. */
  text: string;
  isEnded: boolean;
};

/** What may wait for its turn; a service that sends more in disorder is broken. */
const MAX_WAITING_LENGTH = 32 * 1024 * 1024;

/**
 * Puts the parts of a stream in order: one is open, and what belongs to later ones waits until those before them have
 * ended. Services send parallel calls one after another, so nothing waits as a rule; they are allowed not to.
 */
export class PartQueue {
  readonly #queue: Queued[] = [];
  #events: InnerEvent[] = [];
  #waitingLength = 0;

  /** Parts that have started and not ended. */
  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** More waits than is kept: the stream should be failed. */
  get isOverfull(): boolean {
    return this.#waitingLength > MAX_WAITING_LENGTH;
  }

  has(key: unknown): boolean {
    return this.#find(key) !== undefined;
  }

  start(key: unknown, part: StartedPart): void {
    const isCall = part.kind === 'toolCall';
    const hasArguments = isCall && !part.isFreeform;
    const queued = { key, part, isCall, hasArguments, waiting: [], text: '', isEnded: false };
    this.#queue.push(queued);
    if (this.#queue.length === 1) this.#events.push({ kind: 'partStart', part });
  }

  add(key: unknown, text: string): void {
    if (text === '') return;
    const queued = this.#find(key);
    if (queued === undefined) return;
    if (queued.isCall) queued.text += text;
    this.#say(queued, { kind: 'delta', text });
  }

  cite(key: unknown, citation: Citation): void {
    const queued = this.#find(key);
    if (queued !== undefined) this.#say(queued, { kind: 'citation', citation });
  }

  /** The arguments of a call so far. */
  textOf(key: unknown): string {
    return this.#find(key)?.text ?? '';
  }

  end(key: unknown, signature: Signature | null = null, isWhole = true): void {
    const queued = this.#find(key);
    if (queued === undefined) return;
    // Services end calls properly that their limits have cut, and relays lose pieces.
    const isSound = !queued.hasArguments || queued.text === '' || parseObject(queued.text) !== null;
    this.#say(queued, { kind: 'partEnd', signature, isWhole: isWhole && isSound });
    queued.isEnded = true;
    while (this.#queue[0]?.isEnded === true) {
      this.#queue.shift();
      this.#openNext();
    }
  }

  /** A part that comes as a whole. */
  whole(part: StartedPart): void {
    const key = {};
    this.start(key, part);
    this.end(key);
  }

  /** Ends calls whose arguments are complete, so that those behind them need not wait; nothing can follow there. */
  endCompleteCalls(): void {
    const complete = this.#queue.filter(({ isCall, text }) => isCall && parseObject(text) !== null);
    for (const { key } of complete) this.end(key);
  }

  endAll(isWhole: boolean): void {
    for (const { key } of [...this.#queue]) this.end(key, null, isWhole);
  }

  /** What has been said since the last time. */
  take(): InnerEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  #find(key: unknown): Queued | undefined {
    // The newest one nearly always.
    for (let index = this.#queue.length - 1; index >= 0; index--) {
      const queued = this.#queue[index] as Queued;
      if (queued.key === key && !queued.isEnded) return queued;
    }
    return undefined;
  }

  #say(queued: Queued, event: InnerEvent): void {
    if (queued === this.#queue[0]) {
      this.#events.push(event);
      return;
    }
    queued.waiting.push(event);
    if (event.kind === 'delta') this.#waitingLength += event.text.length;
  }

  #openNext(): void {
    const next = this.#queue[0];
    if (next === undefined) return;
    this.#events.push({ kind: 'partStart', part: next.part });
    for (const event of next.waiting.splice(0)) {
      if (event.kind === 'delta') this.#waitingLength -= event.text.length;
      this.#events.push(event);
    }
  }
}
