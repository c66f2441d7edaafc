import type { Protocol } from '../../contracts/protocol.ts';
import { AnswerConverter } from '../../core/convert/answer-converter.ts';
import type { InnerError } from '../../core/convert/inner/answer.ts';
import { neutralHeaders, passingStatus } from '../../core/conversion/headers.ts';
import { errorBody } from '../../core/error-body.ts';
import { outcomeText, type OutcomeFacts } from '../../core/outcome.ts';
import { maskSecret, replaceSecret } from '../../core/redact.ts';
import { REPLY_STATUS } from '../../core/reply-status.ts';
import type { ProxyDeps } from '../deps.ts';
import { goneEnding } from '../ending.ts';
import { MAX_CONVERTED_BYTES } from '../examine.ts';
import type { AnswerGate, EndReport } from '../gate.ts';
import type { GateSink } from '../gate-sink.ts';
import type { Relayed, RelayEnd } from '../relayed.ts';
import type { Run } from '../run.ts';
import type { AnswerFailure, AnswerHead } from '../upstream-answer.ts';
import { framingOf, type ConvertedRequest } from './conversions.ts';

/** A client whose stream brings nothing for so long is told that we are still there. */
const KEEP_ALIVE_MS = 15_000;

/** How long an upstream may go on behind the end of its answer, so that its connection can be used again. */
const LINGER_MS = 2000;

/**
 * Relays an answer whose gate has opened to a client of another protocol: gate → conversion → client. The client's pace
 * is the upstream's: what it cannot take yet stays behind the gate.
 */
export class ConvertingRelay {
  readonly #run: Run;
  readonly #head: AnswerHead;
  readonly #gate: AnswerGate;
  readonly #judged: OutcomeFacts;
  readonly #secret: string;
  readonly #converter: AnswerConverter;
  readonly #deps: ProxyDeps;
  readonly #client: Protocol;
  readonly #isStreaming: boolean;
  #cors: readonly string[] = [];
  #heldBytes = 0;
  #lastWriteAt: number;
  #isOver = false;
  #cancelLinger: () => void = noop;
  #resolve: (end: RelayEnd) => void = noop;

  constructor(
    { run, choice, request, examined }: Relayed,
    converted: ConvertedRequest,
    head: AnswerHead,
    gate: AnswerGate,
    deps: ProxyDeps,
  ) {
    const { call, admission, ledger } = run;
    const { route, facts } = admission;
    this.#run = run;
    this.#head = head;
    this.#gate = gate;
    this.#judged = examined.facts;
    this.#secret = choice.candidate.key.secret ?? '';
    this.#deps = deps;
    this.#client = route.protocol;
    this.#isStreaming = facts.isStreaming;
    this.#lastWriteAt = deps.clock.now();
    this.#converter = new AnswerConverter({
      upstream: request.protocol,
      client: route.protocol,
      isStreaming: facts.isStreaming,
      names: converted.names,
      seed: `${call.id}${String(ledger.attemptNumber)}`,
      nowMs: Math.round(deps.clock.now()),
      model: facts.model ?? '',
      request: admission.conversions.inner,
      framing: framingOf(route),
    });
  }

  run(cors: readonly string[]): Promise<RelayEnd> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#cors = cors;
      const { call, early, ledger } = this.#run;
      call.onLeave(() => {
        this.#leave();
      });
      ledger.begin(this.#head.status, this.#gate);
      if (this.#isStreaming) {
        if (!early.isSent) this.#sendHead(this.#head.status, streamType(this.#run), NO_CACHE);
        call.res.on('drain', () => {
          this.#gate.resume();
        });
      }
      this.#gate.pipe(this.#sink(), 'decoded');
    });
  }

  #sink(): GateSink {
    return {
      write: (chunk) => this.#take(chunk),
      end: (report) => {
        this.#end(report, null);
      },
      fail: (failure, report) => {
        this.#end(report, failure);
      },
    };
  }

  /** False when the client has to catch up first. */
  #take(chunk: Buffer): boolean {
    if (this.#isOver) return true;
    const text = this.#converter.push(chunk);
    if (!this.#isStreaming) return this.#hold(chunk);
    if (text !== '') this.#write(text);
    else this.#keepAlive();
    // The client has all that there is; some wait for the connection's end, and upstreams may keep theirs open.
    if (this.#converter.state.phase !== 'open') this.#finish(null);
    return !this.#run.call.res.writableNeedDrain;
  }

  #hold(chunk: Buffer): boolean {
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > MAX_CONVERTED_BYTES) {
      this.#gate.drop();
      this.#finish('the answer is too large to be converted');
    }
    return true;
  }

  #end(report: EndReport, failure: AnswerFailure | null): void {
    this.#cancelLinger();
    if (this.#isOver) return;
    const broken = failure === null ? null : brokenText(failure);
    const isWhole = report.sawEnd === true && report.error === null;
    const last =
      broken === null || isWhole ? this.#converter.end() : this.#converter.fail(failed(broken));
    if (this.#isStreaming) {
      if (last !== '') this.#write(last);
      this.#finish(isWhole ? null : broken);
    } else if (this.#converter.state.phase === 'complete') this.#answerWhole(last);
    else this.#finish(broken);
  }

  /** `broken`: why the answer is not whole, where the conversion does not know it. */
  #finish(broken: string | null): void {
    const { call, ledger } = this.#run;
    if (this.#isOver || call.isOver) return;
    this.#isOver = true;
    ledger.ending();
    const { phase, error, losses } = this.#converter.state;
    ledger.lost(losses);
    const isAnswered = phase === 'complete' && broken === null;
    if (isAnswered) this.#letGo();
    else this.#gate.drop();
    const said = broken ?? error?.message ?? 'the answer could not be read';
    const detail = isAnswered ? null : replaceSecret(said, this.#secret, maskSecret(this.#secret));
    const done = (): void => {
      this.#settle(detail);
    };
    if (this.#isStreaming || detail === null) call.res.end(done);
    else this.#answerError(error, detail, done);
  }

  /** The upstream may say the rest, which nobody reads: its connection can then be used again. */
  #letGo(): void {
    this.#cancelLinger = this.#deps.clock.after(LINGER_MS, () => {
      this.#gate.drop();
    });
    this.#gate.resume();
  }

  /** The client of a whole answer has been sent nothing yet, and so can be told by a status. */
  #answerError(error: InnerError | null, message: string, done: () => void): void {
    const { call } = this.#run;
    const status = passingStatus(error?.status ?? REPLY_STATUS.badGateway);
    const code = error?.code ?? 'upstream_broken';
    const body = Buffer.from(
      errorBody(this.#client, { status, code, message, requestId: call.id }),
    );
    this.#run.ledger.received(body.length);
    this.#sendHead(status, JSON_TYPE, ['retry-after', RETRY_AFTER_SEC, ...lengthOf(body)]);
    call.res.end(body, done);
  }

  #answerWhole(text: string): void {
    const { call, ledger } = this.#run;
    this.#isOver = true;
    ledger.lost(this.#converter.state.losses);
    ledger.ending();
    const body = Buffer.from(text);
    ledger.received(body.length);
    this.#sendHead(this.#head.status, JSON_TYPE, lengthOf(body));
    call.res.end(body, () => {
      this.#settle(null);
    });
  }

  #sendHead(status: number, contentType: string, more: readonly string[]): void {
    this.#run.call.res.writeHead(status, [
      ...neutralHeaders(this.#head.headers),
      ...['content-type', contentType],
      ...more,
      ...this.#cors,
    ]);
  }

  #write(text: string): void {
    const { call, ledger } = this.#run;
    const bytes = Buffer.from(text);
    this.#lastWriteAt = this.#deps.clock.now();
    ledger.received(bytes.length);
    call.res.write(bytes);
  }

  /** What the upstream sent says nothing in the client's words, as a comment or a ping does. */
  #keepAlive(): void {
    if (framingOf(this.#run.admission.route) !== 'sse') return;
    if (this.#deps.clock.now() - this.#lastWriteAt >= KEEP_ALIVE_MS)
      this.#write(': keep-alive\n\n');
  }

  #leave(): void {
    const { call } = this.#run;
    this.#isOver = true;
    this.#gate.drop();
    call.res.destroy();
    this.#resolve({
      ending: goneEnding(call, this.#head.status),
      facts: { kind: call.cancelled === null ? 'clientLeft' : 'cancelled' },
    });
  }

  #settle(detail: string | null): void {
    const { status } = this.#head;
    this.#resolve(
      detail === null
        ? { ending: { outcome: 'answered', status, detail: '' }, facts: this.#judged }
        : {
            ending: { outcome: 'broken', status, detail },
            facts: { kind: 'broken', status, detail, isAfterGate: true },
          },
    );
  }
}

/** Codex stops at a 429 or 503 that does not say when to come back. */
const RETRY_AFTER_SEC = '5';

const NO_CACHE = ['cache-control', 'no-cache'] as const;

const JSON_TYPE = 'application/json; charset=utf-8';

function streamType({ admission }: Run): string {
  return framingOf(admission.route) === 'array' ? JSON_TYPE : 'text/event-stream; charset=utf-8';
}

function lengthOf(body: Buffer): readonly string[] {
  return ['content-length', String(body.length)];
}

function brokenText(failure: AnswerFailure): string {
  return failure.kind === 'timedOut'
    ? outcomeText(failure)
    : `the upstream broke off its answer: ${failure.error.message}`;
}

function failed(message: string): InnerError {
  return { status: REPLY_STATUS.badGateway, code: 'upstream_broken', message };
}

function noop(): void {
  // Replaced before anything can end.
}
