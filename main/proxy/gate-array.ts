import type { Protocol } from '../contracts/protocol.ts';
import { ArrayElements } from '../core/gate/array-elements.ts';
import { createStreamGate, type StreamGate } from '../core/gate/stream-gate.ts';
import { EventEnd } from './event-end.ts';
import {
  flawed,
  judgeOpening,
  MAX_GATED_BYTES,
  OPEN,
  type BodyJudge,
  type EndReport,
  type Judgement,
} from './gate-judge.ts';

/** Reads a stream that comes as one JSON array, Gemini's other form. Its bytes pass as they come. */
export class ArrayStreamJudge implements BodyJudge {
  readonly isEventStream = false;
  readonly isWatching = true;
  readonly #gate: StreamGate;
  readonly #emptyIn: Protocol | null;
  readonly #elements = new ArrayElements();
  readonly #end = new EventEnd();
  #bytes = 0;

  constructor(protocol: Protocol, isEmptyWanted: boolean) {
    this.#gate = createStreamGate(protocol);
    this.#emptyIn = isEmptyWanted ? protocol : null;
  }

  read(plain: Buffer): Judgement | null {
    let judgement: Judgement | null = null;
    for (const element of this.#elements.push(plain)) {
      const sign = judgement === null ? this.#gate.read(element) : 'open';
      if (typeof sign === 'object') return flawed('errorEvent', sign.error);
      if (sign === 'open') judgement ??= judgeOpening(element, this.#emptyIn);
      this.#end.see(this.#gate.watch(element));
    }
    this.#bytes += plain.length;
    return judgement ?? (this.#bytes > MAX_GATED_BYTES ? OPEN : null);
  }

  readEnd(): Judgement {
    return flawed(this.#elements.isOver ? 'empty' : 'noEndMarker', '');
  }

  passable(): null {
    return null;
  }

  pass(plain: Buffer): Buffer {
    for (const element of this.#elements.push(plain)) this.#end.see(this.#gate.watch(element));
    return plain;
  }

  passEnd(): null {
    return null;
  }

  report(): EndReport {
    return { sawEnd: !this.#end.isMissing, error: this.#end.error, tailDropped: 0 };
  }
}
