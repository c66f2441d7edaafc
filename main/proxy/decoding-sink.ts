import { StreamDecoder } from './stream-decoder.ts';
import type { EndReport } from './gate-judge.ts';
import type { GateSink } from './gate-sink.ts';
import type { AnswerFailure } from './upstream-answer.ts';
import { WholeEvents } from './whole-events.ts';

/**
 * Passes a coded event stream on decoded, to a client whose head went out before anybody knew the coding. Only whole
 * events pass, as in a stream that came uncoded.
 */
export class DecodingSink implements GateSink {
  readonly #sink: GateSink;
  readonly #decoder: StreamDecoder;
  readonly #whole = new WholeEvents();
  readonly #onReady: () => void;
  #isClientReady = true;
  #isBehind = false;
  #isCorrupt = false;

  /** `onReady` is called when the decoder has caught up after a `write` that returned false. */
  constructor(codings: readonly string[], sink: GateSink, onReady: () => void) {
    this.#sink = sink;
    this.#onReady = onReady;
    this.#decoder = new StreamDecoder(codings, {
      data: (plain) => {
        this.#pass(plain);
      },
      fail: () => {
        this.#isCorrupt = true;
      },
    });
  }

  /** The client takes more. */
  resume(): void {
    this.#isClientReady = true;
  }

  write(chunk: Buffer): boolean {
    this.#isBehind = !this.#decoder.write(chunk);
    return this.#isClientReady && !this.#isBehind;
  }

  end(report: EndReport): void {
    this.#decoder.end(() => {
      this.#sink.end(this.#settleTail(report));
    });
  }

  fail(failure: AnswerFailure, report: EndReport): void {
    this.#decoder.end(() => {
      this.#sink.fail(failure, this.#settleTail(report));
    });
  }

  destroy(): void {
    this.#decoder.destroy();
  }

  #pass(plain: Buffer): void {
    const ready = this.#whole.push(plain);
    if (ready !== null && !this.#sink.write(ready)) this.#isClientReady = false;
    if (!this.#isBehind) return;
    this.#isBehind = false;
    if (this.#isClientReady) this.#onReady();
  }

  /** What cannot be decoded further is a stream without its end, whatever came before. */
  #settleTail(report: EndReport): EndReport {
    const tail = this.#whole.takeTail();
    const sawEnd = this.#isCorrupt ? false : report.sawEnd;
    if (tail === null) return { ...report, sawEnd };
    if (sawEnd === false) return { ...report, sawEnd, tailDropped: tail.length };
    this.#sink.write(tail);
    return { ...report, sawEnd };
  }
}
