import type { ClosedRequest } from '#contracts/live-events';
import type { RequestOutcome } from '#contracts/record';
import type { After } from '../../ui/timers.ts';

/** A failed request as it is announced. */
export type Failure = { readonly model: string; readonly outcome: RequestOutcome };

export type Notice =
  | { readonly kind: 'one'; readonly failure: Failure }
  | { readonly kind: 'many'; readonly count: number };

/** A screen reader is interrupted at most this often, however many requests fail. */
const EVERY_MS = 5_000;

/** What a client or a person wanted is no failure. */
const FAILED: ReadonlySet<RequestOutcome> = new Set([
  'upstreamFailed',
  'noCandidate',
  'rejected',
  'broken',
]);

/** The one thing of the live list that is spoken: that requests failed. */
export class FailureNotice {
  readonly #after: After;
  #isQuiet = false;
  #waiting: Failure[] = [];
  #current = $state.raw<Notice | null>(null);

  constructor(after: After) {
    this.#after = after;
  }

  get current(): Notice | null {
    return this.#current;
  }

  note(closed: ClosedRequest, model: string): void {
    if (!FAILED.has(closed.outcome)) return;
    this.#waiting.push({ model, outcome: closed.outcome });
    if (!this.#isQuiet) this.#speak();
  }

  #speak(): void {
    const [failure] = this.#waiting;
    if (failure === undefined) return;
    const count = this.#waiting.length;
    this.#current = count === 1 ? { kind: 'one', failure } : { kind: 'many', count };
    this.#waiting = [];
    this.#isQuiet = true;
    this.#after(EVERY_MS, () => {
      this.#isQuiet = false;
      this.#speak();
    });
  }
}
