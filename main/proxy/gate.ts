import { meterFor, type AnswerMeter, type SeenUsage } from './answer-meter.ts';
import type { Clock } from './clock.ts';
import { codingsOf } from './content-coding.ts';
import { DecodingSink } from './decoding-sink.ts';
import { FirstByteJudge, WholeBodyJudge } from './gate-body.ts';
import {
  flawed,
  MAX_GATED_BYTES,
  MAX_TEXT_BYTES,
  NOTHING_KNOWN,
  OPEN,
  type BodyJudge,
  type EndReport,
  type FlawedAnswer,
  type Judgement,
  type ProvenAnswer,
} from './gate-judge.ts';
import { judgeByHead, judgeByStart, type GateRequest } from './gate-kind.ts';
import type { GateSink } from './gate-sink.ts';
import { headerOf } from './raw-headers.ts';
import { canDecode, StreamDecoder } from './stream-decoder.ts';
import type { AnswerFailure, AnswerHead, BodySink } from './upstream-answer.ts';

export type { EndReport } from './gate-judge.ts';

/** The answer never proved itself, because it broke off or took too long. */
type FailedAnswer = {
  readonly ok: false;
  readonly kind: 'failed';
  readonly failure: AnswerFailure | GateTimeout;
};

type GateTimeout = { readonly kind: 'timedOut'; readonly phase: 'gate'; readonly afterMs: number };

/** What became of an answer before anything of it reached the client. */
export type GateResult = ProvenAnswer | FlawedAnswer | FailedAnswer;

/** How an answer that was held whole came to its end. */
type GateEnd = { readonly report: EndReport; readonly failure: AnswerFailure | null };

/** The part of an upstream's answer that the gate uses. */
type AnswerSource = { pipe(sink: BodySink): void; resume(): void; abort(): void };

type GateOptions = {
  readonly request: GateRequest;
  readonly head: AnswerHead;
  readonly answer: AnswerSource;
  readonly clock: Clock;
  /** How long a stream may take to its first output, from the head on; ms, 0 = for ever. */
  readonly gateTimeoutMs: number;
  /** The decoded beginning is to be kept. */
  readonly isTextWanted?: boolean;
  /** Sees the decoded bytes that the gate reads, before and after it opens. */
  readonly onPlain?: ((plain: Buffer) => void) | null;
};

/**
 * Holds a 2xx answer back until it has proven that it is one (DESIGN 9). Until then nothing has reached the client and
 * every failure can be left behind unseen; from then on the upstream's own bytes pass at once. Decodes on the side what
 * is compressed.
 */
export class AnswerGate implements BodySink {
  /** Settles once, when the gate opens or never will; never rejects. */
  readonly opened: Promise<GateResult>;
  #resolveOpened: (result: GateResult) => void = noop;
  #result: GateResult | null = null;
  readonly #request: GateRequest;
  readonly #contentType: string;
  readonly #answer: AnswerSource;
  readonly #onPlain: ((plain: Buffer) => void) | null;
  readonly #cancelTimer: () => void;
  /** Null until the first bytes have told what the body is. */
  #judge: BodyJudge | null;
  readonly #meter: AnswerMeter | null;
  #decoder: StreamDecoder | null = null;
  readonly #codings: readonly string[];
  /** Whether the upstream's bytes are compressed. */
  readonly isCoded: boolean;
  #decodingSink: DecodingSink | null = null;
  /** The original bytes while the gate is closed; what may pass from then on. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #start: Buffer[] = [];
  readonly #beginning: Buffer[] | null;
  #beginningBytes = 0;
  #sink: GateSink | null = null;
  #end: EndReport | null = null;
  #failure: AnswerFailure | null = null;
  #maxHeldBytes = MAX_GATED_BYTES;
  #resolveWhole: (end: GateEnd | null) => void = noop;

  constructor(options: GateOptions) {
    const { request, head, answer, clock, gateTimeoutMs, isTextWanted, onPlain } = options;
    this.#onPlain = onPlain ?? null;
    this.#request = request;
    this.#beginning = isTextWanted === true ? [] : null;
    this.#answer = answer;
    this.#contentType = (headerOf(head.headers, 'content-type') ?? '').trim().toLowerCase();
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
    const codings = codingsOf(headerOf(head.headers, 'content-encoding'));
    this.#codings = codings;
    this.isCoded = codings.length > 0;
    if (canDecode(codings)) {
      this.#judge = judgeByHead(request, this.#contentType);
    } else {
      this.#judge = new FirstByteJudge(request.operation === 'other');
    }
    // A body that is let through by its first byte need not be read.
    const isRead = !(this.#judge instanceof FirstByteJudge);
    this.#meter = meterFor(request, isRead);
    if (this.isCoded && isRead) this.#decode(codings);
    const isTimed = request.isStreaming && gateTimeoutMs > 0;
    this.#cancelTimer = isTimed
      ? clock.after(gateTimeoutMs, () => {
          this.#timeOut(gateTimeoutMs);
        })
      : noop;
    answer.pipe(this);
  }

  /** What `opened` resolves with, as soon as it is known: mostly when the gate is made. */
  get result(): GateResult | null {
    return this.#result;
  }

  /** The decoded beginning, as far as it was read to open the gate; empty where nobody wants it or it is no text. */
  get text(): string {
    if (this.#beginning === null || this.#judge instanceof FirstByteJudge) return '';
    return Buffer.concat(this.#beginning).toString('utf8', 0, MAX_TEXT_BYTES);
  }

  /** What the answer has shown so far of what it used; null where nothing is billed by tokens. */
  get usage(): SeenUsage | null {
    return this.#meter?.read() ?? null;
  }

  /** Bytes that `pipe` would hand over at once. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether an event may be written behind what has passed: only where the client reads plain events. */
  get isAppendable(): boolean {
    if (this.isCoded && this.#decodingSink === null) return false;
    return this.isEventStream;
  }

  /** The whole body when all of it is there already; the caller then has it to itself. */
  takeWhole(): { readonly bytes: Buffer; readonly report: EndReport } | null {
    if (this.#sink !== null || this.#end === null || this.#failure !== null) return null;
    const held = this.#takeHeld();
    const [first] = held;
    const bytes = held.length === 1 && first !== undefined ? first : Buffer.concat(held);
    return { bytes, report: this.#end };
  }

  /** Holds an open answer back until it is over, in whatever way; null when it grows beyond the bytes. */
  holdWhole(maxBytes: number): Promise<GateEnd | null> {
    this.#maxHeldBytes = maxBytes;
    return new Promise((resolve) => {
      this.#resolveWhole = resolve;
      this.#tellWhole();
      if (this.#end === null) this.#answer.resume();
    });
  }

  /** Whether the body is a stream of events, which could also be passed on decoded. */
  get isEventStream(): boolean {
    return this.#judge?.isEventStream === true;
  }

  /**
   * Hands over what is held and everything after it; `decoded` for a client whose head said nothing of the codings. Also
   * for an answer with a flaw that the client is to see: it then passes unwatched.
   */
  pipe(client: GateSink, form: 'original' | 'decoded' = 'original'): void {
    const sink = form === 'decoded' && this.isCoded ? this.#decodeFor(client) : client;
    let isReady = true;
    for (const chunk of this.#takeHeld()) isReady = sink.write(chunk);
    this.#sink = sink;
    if (this.#end !== null) {
      if (this.#failure === null) sink.end(this.#end);
      else sink.fail(this.#failure, this.#end);
    } else if (isReady) {
      this.#answer.resume();
    }
  }

  /** The sink takes more. */
  resume(): void {
    this.#decodingSink?.resume();
    this.#answer.resume();
  }

  /** Leaves the answer behind: closes the upstream's connection and forgets what was held. */
  drop(): void {
    this.#cancelTimer();
    this.#answer.abort();
    this.#stopDecoding();
    this.#decodingSink?.destroy();
    this.#takeHeld();
  }

  write(chunk: Buffer): boolean {
    if (this.#result === null) return this.#hold(chunk);
    if (this.isCoded) {
      // A decoder that cannot keep up is given up rather than waited for: the client comes first.
      if (this.#decoder?.write(chunk) === false) {
        this.#stopDecoding();
        this.#meter?.giveUp();
      }
      return this.#send(chunk);
    }
    if (!this.#isWatched) {
      if (this.#result.ok) this.#meter?.see(chunk);
      return this.#send(chunk);
    }
    const ready = this.#watch(chunk);
    return ready === null || this.#send(ready);
  }

  end(): void {
    if (this.#decoder === null) this.#finish();
    else {
      this.#decoder.end(() => {
        this.#finish();
      });
    }
  }

  fail(failure: AnswerFailure): void {
    if (this.#result === null) {
      this.#stopDecoding();
      this.#settle({ ok: false, kind: 'failed', failure });
      return;
    }
    this.#failure = failure;
    this.end();
  }

  /** The gate is open and what passes is still looked at. */
  get #isWatched(): boolean {
    if (this.#result?.ok !== true || this.#judge?.isWatching !== true) return false;
    return !this.isCoded || this.#decoder !== null;
  }

  #hold(chunk: Buffer): boolean {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#decoder === null) this.#read(chunk);
    else this.#decoder.write(chunk);
    if (this.#result === null && this.#heldBytes > MAX_GATED_BYTES) this.#settle(OPEN);
    return this.#heldBytes <= MAX_GATED_BYTES;
  }

  #send(chunk: Buffer): boolean {
    if (this.#sink !== null) return this.#sink.write(chunk);
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes <= this.#maxHeldBytes) return true;
    this.#resolveWhole(null);
    return false;
  }

  #tellWhole(): void {
    if (this.#end !== null) this.#resolveWhole({ report: this.#end, failure: this.#failure });
  }

  #takeHeld(): Buffer[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  #decodeFor(client: GateSink): GateSink {
    this.#decodingSink = new DecodingSink(this.#codings, client, () => {
      this.#answer.resume();
    });
    return this.#decodingSink;
  }

  #decode(codings: readonly string[]): void {
    this.#decoder = new StreamDecoder(codings, {
      data: (plain) => {
        if (this.#result === null) this.#read(plain);
        else this.#watch(plain);
      },
      fail: () => {
        this.#decoder = null;
        this.#meter?.giveUp();
        if (this.#result === null) this.#settle(flawed('malformed', ''));
      },
    });
  }

  /** The next decoded bytes after it has opened; returns what may pass of them. */
  #watch(plain: Buffer): Buffer | null {
    this.#onPlain?.(plain);
    this.#meter?.see(plain);
    return this.#judge?.pass(plain) ?? null;
  }

  #stopDecoding(): void {
    this.#decoder?.destroy();
    this.#decoder = null;
  }

  /** The next decoded bytes while the gate is closed. */
  #read(plain: Buffer): void {
    if (this.#beginning !== null && this.#beginningBytes < MAX_TEXT_BYTES) {
      this.#beginning.push(plain);
      this.#beginningBytes += plain.length;
    }
    this.#onPlain?.(plain);
    this.#meter?.see(plain);
    let bytes = plain;
    if (this.#judge === null) {
      this.#start.push(plain);
      bytes = Buffer.concat(this.#start);
      this.#judge = judgeByStart(this.#request, this.#contentType, bytes, false);
      if (this.#judge === null) return;
      this.#start = [];
    }
    const judgement = this.#judge.read(bytes);
    if (judgement !== null) this.#settle(judgement);
  }

  #finish(): void {
    if (this.#result === null) this.#settle(this.#judgeEnd());
    const judge = this.#isWatched ? this.#judge : null;
    const tail = judge?.passEnd(this.#failure === null) ?? null;
    if (tail !== null && !this.isCoded) this.#send(tail);
    const report = judge?.report() ?? this.#unwatchedEnd();
    // Of a coded answer the client has everything, whatever we made of it.
    this.#end = this.isCoded ? { ...report, tailDropped: 0 } : report;
    if (this.#failure === null) this.#sink?.end(this.#end);
    else this.#sink?.fail(this.#failure, this.#end);
    this.#tellWhole();
  }

  #judgeEnd(): Judgement {
    if (this.#judge === null) {
      const start = Buffer.concat(this.#start);
      this.#judge = judgeByStart(this.#request, this.#contentType, start, true);
      const judgement = this.#judge?.read(start) ?? null;
      if (judgement !== null) return judgement;
    }
    const judgement = this.#judge?.readEnd() ?? OPEN;
    if (this.#judge instanceof WholeBodyJudge) this.#meter?.seeWhole(this.#judge.parsed);
    return judgement;
  }

  #unwatchedEnd(): EndReport {
    const result = this.#result;
    if (result === null || result.ok || result.kind === 'failed') return NOTHING_KNOWN;
    return { ...NOTHING_KNOWN, error: result.text };
  }

  #timeOut(afterMs: number): void {
    this.#settle({
      ok: false,
      kind: 'failed',
      failure: { kind: 'timedOut', phase: 'gate', afterMs },
    });
    this.drop();
  }

  #settle(result: GateResult): void {
    if (this.#result !== null) return;
    this.#result = result;
    this.#cancelTimer();
    const passable = result.ok && !this.isCoded ? (this.#judge?.passable() ?? null) : null;
    if (passable !== null) {
      this.#held = [...passable];
      this.#heldBytes = sizeOf(this.#held);
    }
    const isReadOn = this.#judge?.isWatching === true || this.#meter !== null;
    if (!result.ok || !isReadOn) this.#stopDecoding();
    this.#start = [];
    this.#resolveOpened(result);
  }
}

function sizeOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function noop(): void {
  // There is no timer, or the constructor has not come to it yet.
}
