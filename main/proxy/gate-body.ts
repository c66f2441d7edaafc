import type { Protocol } from '../contracts/protocol.ts';
import type { JsonObject } from '../core/gate/event-json.ts';
import { MAX_PARSED_BYTES, parseAnswer, parsedAnswerFlaw } from '../core/gate/parsed-answer.ts';
import { wholeAnswerFlaw } from '../core/gate/whole-answer.ts';
import { isEmptyBody } from '../core/rules/empty-answer.ts';
import {
  flawed,
  MAX_GATED_BYTES,
  NOTHING_KNOWN,
  OPEN,
  OPEN_EMPTY,
  type BodyJudge,
  type Judgement,
} from './gate-judge.ts';

/** What bodies have in common that are no stream of events: they pass as they come and have no end marker. */
abstract class PlainBodyJudge implements BodyJudge {
  readonly isEventStream = false;
  readonly isWatching = false;

  abstract read(plain: Buffer): Judgement | null;
  abstract readEnd(): Judgement;

  passable(): null {
    return null;
  }

  pass(plain: Buffer): Buffer {
    return plain;
  }

  passEnd(): null {
    return null;
  }

  report(): typeof NOTHING_KNOWN {
    return NOTHING_KNOWN;
  }
}

/** JSON and short texts prove themselves as a whole, because an error can only be told when all of it is there. */
export class WholeBodyJudge extends PlainBodyJudge {
  readonly #contentType: string;
  readonly #mayBeEmpty: boolean;
  readonly #emptyIn: Protocol | null;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** What the body is, once it has been judged by being parsed; else null. */
  parsed: JsonObject | null = null;

  /** `emptyIn`: the protocol, where answers without content are to be told. */
  constructor(contentType: string, mayBeEmpty: boolean, emptyIn: Protocol | null) {
    super();
    this.#contentType = contentType;
    this.#mayBeEmpty = mayBeEmpty;
    this.#emptyIn = emptyIn;
  }

  override read(plain: Buffer): Judgement | null {
    this.#pieces.push(plain);
    this.#bytes += plain.length;
    if (this.#bytes <= MAX_GATED_BYTES) return null;
    this.#pieces = [];
    return OPEN;
  }

  override readEnd(): Judgement {
    const [first, ...more] = this.#pieces;
    const body = first !== undefined && more.length === 0 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.parsed = body.length > MAX_PARSED_BYTES ? null : parseAnswer(body.toString('utf8'));
    const flaw =
      this.parsed === null
        ? wholeAnswerFlaw(body, this.#contentType)
        : parsedAnswerFlaw(this.parsed);
    if (flaw === 'empty' && this.#mayBeEmpty) return OPEN;
    if (flaw === null) {
      const isEmpty = this.#emptyIn !== null && isEmptyBody(this.#emptyIn, body.toString('utf8'));
      return isEmpty ? OPEN_EMPTY : OPEN;
    }
    return flawed(flaw, body);
  }
}

/** Sound, pictures, files, and what cannot be decoded: the first byte is all the proof there is. */
export class FirstByteJudge extends PlainBodyJudge {
  readonly #mayBeEmpty: boolean;

  constructor(mayBeEmpty: boolean) {
    super();
    this.#mayBeEmpty = mayBeEmpty;
  }

  override read(): Judgement {
    return OPEN;
  }

  override readEnd(): Judgement {
    return this.#mayBeEmpty ? OPEN : flawed('empty', '');
  }
}
