import type { AnswerTap } from './answer-tap.ts';
import type { CallResponse } from './call.ts';

/** The client's side of a relay. */
export class ClientEnd {
  readonly #res: CallResponse;
  readonly #tap: AnswerTap | null;
  /** Held back so that a short answer and its end are one write. */
  #last: Buffer | undefined;

  constructor(res: CallResponse, tap: AnswerTap | null) {
    this.#res = res;
    this.#tap = tap;
  }

  /** False when the client has to catch up first. */
  write(chunk: Buffer, isLast: boolean): boolean {
    this.#tap?.take(chunk);
    if (isLast) this.#last = chunk;
    return isLast || this.#res.write(chunk);
  }

  end(done: () => void): void {
    if (this.#tap === null) this.#res.end(this.#last, done);
    else void this.#tap.remember().finally(() => this.#res.end(this.#last, done));
  }

  /** Ends with an event of our own behind the last whole one. */
  endWith(event: string, done: () => void): void {
    this.#writeLast();
    this.#res.end(event, done);
  }

  /** Only a broken connection tells the client that this was not the whole answer. */
  destroy(): void {
    this.#writeLast();
    this.#res.destroy();
  }

  #writeLast(): void {
    if (this.#last !== undefined) this.#res.write(this.#last);
  }
}
