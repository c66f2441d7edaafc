import type { Protocol } from '../contracts/protocol.ts';
import { createStreamGate, type StreamGate } from '../core/gate/stream-gate.ts';
import { SseParser, type SseEvent } from '../core/sse.ts';
import { EventEnd } from './event-end.ts';
import { snifferFor, type EventSniffer } from './event-sniffer.ts';
import {
  flawed,
  judgeOpening,
  MAX_GATED_BYTES,
  OPEN,
  type BodyJudge,
  type Judgement,
} from './gate-judge.ts';
import { WholeEvents } from './whole-events.ts';

/** Ends whatever event is unfinished, so that the parser hands it out. */
const EVENT_END = Buffer.from('\n\n');

/** A marker in an event that passes in pieces may be cut; so many bytes of the last piece are looked at again. */
const SEAM_BYTES = 64;

const NO_BYTES = Buffer.alloc(0);

/**
 * Reads an event stream. Until the gate opens every event is parsed; from then on the bytes are only sniffed, and an
 * event is parsed when it may be the end or an error.
 */
export class EventStreamJudge implements BodyJudge {
  readonly isEventStream = true;
  readonly isWatching = true;
  readonly #gate: StreamGate;
  readonly #emptyIn: Protocol | null;
  readonly #sniffer: EventSniffer;
  readonly #parser = new SseParser();
  readonly #whole = new WholeEvents();
  readonly #end = new EventEnd();
  #passable: Buffer[] = [];
  #bytes = 0;
  #hasEvents = false;
  #seam: Buffer = NO_BYTES;
  #tailDropped = 0;

  constructor(protocol: Protocol, isEmptyWanted: boolean) {
    this.#gate = createStreamGate(protocol);
    this.#emptyIn = isEmptyWanted ? protocol : null;
    this.#sniffer = snifferFor(protocol);
  }

  read(plain: Buffer): Judgement | null {
    const ready = this.#whole.push(plain);
    if (ready !== null) this.#passable.push(ready);
    this.#bytes += plain.length;
    const judgement = this.#judge(this.#parser.push(plain));
    return judgement ?? (this.#bytes > MAX_GATED_BYTES ? OPEN : null);
  }

  readEnd(): Judgement {
    // Some vendors leave out the empty line behind the last event.
    const judgement = this.#judge(this.#parser.push(EVENT_END));
    if (judgement !== null) return judgement;
    const isCut = this.#hasEvents && this.#end.isMissing;
    return flawed(isCut ? 'noEndMarker' : 'empty', '');
  }

  passable(): readonly Buffer[] {
    const ready = this.#passable;
    this.#passable = [];
    return ready;
  }

  pass(plain: Buffer): Buffer | null {
    const wasTorn = this.#whole.isTorn;
    const ready = this.#whole.push(plain);
    if (ready === null) return null;
    if (wasTorn || this.#whole.isTorn) this.#watchPiece(ready);
    else this.#watch(ready);
    return ready;
  }

  passEnd(isClean: boolean): Buffer | null {
    const tail = this.#whole.takeTail();
    if (tail !== null && isClean) this.#watch(Buffer.concat([tail, EVENT_END]));
    this.#end.close(isClean && !this.#whole.isTorn);
    if (tail === null || (isClean && !this.#end.isMissing)) return tail;
    this.#tailDropped = tail.length;
    return null;
  }

  report(): ReturnType<BodyJudge['report']> {
    return {
      sawEnd: !this.#end.isMissing,
      error: this.#end.error,
      tailDropped: this.#tailDropped,
    };
  }

  /** The first event that decides; those behind it are watched, as all that will follow. */
  #judge(events: readonly SseEvent[]): Judgement | null {
    let judgement: Judgement | null = null;
    for (const event of events) {
      if (judgement === null) {
        const sign = this.#gate.read(event);
        if (typeof sign === 'object') return flawed('errorEvent', sign.error);
        if (sign === 'open') judgement = judgeOpening(event, this.#emptyIn);
        if (event.kind === 'event' && event.name !== 'ping') this.#hasEvents = true;
      }
      this.#end.see(this.#gate.watch(event));
    }
    return judgement;
  }

  /** Whole events: parsed when one of them may matter. */
  #watch(region: Buffer): void {
    if (!this.#sniffer.mayMatter(region)) return;
    for (const event of new SseParser().push(region)) this.#end.see(this.#gate.watch(event));
  }

  /** A piece of an event that nobody could parse whole: the end marker alone is believed without a closer look. */
  #watchPiece(piece: Buffer): void {
    if (this.#sniffer.hasEnd(Buffer.concat([this.#seam, piece]))) this.#end.see('end');
    this.#seam = this.#whole.isTorn ? piece.subarray(-SEAM_BYTES) : NO_BYTES;
  }
}
