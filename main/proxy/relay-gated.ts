import { errorEvent } from '../core/gate/error-event.ts';
import { usageOnlyEvents } from '../core/usage/usage-only-events.ts';
import { outcomeText, type OutcomeFacts } from '../core/outcome.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import { answerHeaders } from '../core/upstream-headers.ts';
import { tapFor } from './answer-tap.ts';
import { ClientEnd } from './client-end.ts';
import type { ProxyDeps } from './deps.ts';
import { goneEnding } from './ending.ts';
import type { AnswerGate, EndReport } from './gate.ts';
import type { GateSink } from './gate-sink.ts';
import type { Relayed, RelayEnd } from './relayed.ts';
import type { Run } from './run.ts';
import type { AnswerFailure, AnswerHead } from './upstream-answer.ts';

/** Relays an answer whose gate has opened: what was held at once, everything after it as it comes. */
export class GatedRelay {
  readonly #run: Run;
  readonly #head: AnswerHead;
  readonly #gate: AnswerGate;
  readonly #judged: OutcomeFacts;
  readonly #client: ClientEnd;
  readonly #isDecoded: boolean;
  readonly #isUsageHidden: boolean;
  #resolve: (end: RelayEnd) => void = noop;

  constructor(
    { run, choice, request, examined }: Relayed,
    head: AnswerHead,
    gate: AnswerGate,
    deps: ProxyDeps,
  ) {
    const { call, admission, early } = run;
    const { operation } = admission.route;
    const { headers } = head;
    // Behind an early head and into frames the body passes decoded, and so the tap sees it.
    this.#isDecoded = early.isSent || (call.isFramed && gate.isEventStream);
    const tapped = this.#isDecoded
      ? { ...head, headers: answerHeaders(headers, { isBodyRewritten: true }) }
      : head;
    const tap = tapFor(call.method, operation, tapped, choice.candidate, deps);
    this.#run = run;
    this.#head = head;
    this.#gate = gate;
    this.#judged = examined.facts;
    this.#isUsageHidden =
      request.isUsageHidden && gate.isEventStream && (this.#isDecoded || !gate.isCoded);
    this.#client = new ClientEnd(call.res, tap);
  }

  run(cors: readonly string[]): Promise<RelayEnd> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      const { call, ledger } = this.#run;
      call.onLeave(() => {
        this.#leave();
      });
      ledger.begin(this.#head.status, this.#gate);
      this.#sendHead(cors);
      const whole = this.#isDecoded ? null : this.#gate.takeWhole();
      if (whole !== null) {
        const bytes = this.#shown(whole.bytes);
        ledger.received(bytes.length);
        this.#client.write(bytes, true);
        this.#finish(whole.report, null);
      } else this.#pipe();
    });
  }

  #sendHead(cors: readonly string[]): void {
    const { call, early } = this.#run;
    if (early.isSent) return;
    const { status, statusText, headers } = this.#head;
    const kept = answerHeaders(headers, { isBodyRewritten: this.#isUsageHidden });
    call.res.writeHead(status, statusText, [...kept, ...cors]);
  }

  #pipe(): void {
    const { call, early, ledger } = this.#run;
    if (this.#gate.heldBytes === 0 && !early.isSent) call.res.flushHeaders();
    call.res.on('drain', () => {
      this.#gate.resume();
    });
    const client: GateSink = {
      write: (chunk) => {
        const shown = this.#shown(chunk);
        if (shown.length === 0) return !call.res.writableNeedDrain;
        ledger.received(shown.length);
        return this.#client.write(shown, false);
      },
      end: (report) => {
        this.#finish(report, null);
      },
      fail: (failure, report) => {
        this.#finish(report, failure);
      },
    };
    this.#gate.pipe(client, this.#isDecoded ? 'decoded' : 'original');
  }

  /** Whole events, without those that are there only because we asked. */
  #shown(events: Buffer): Buffer {
    return this.#isUsageHidden ? without(events, usageOnlyEvents(events)) : events;
  }

  #leave(): void {
    const { call } = this.#run;
    this.#gate.drop();
    call.res.destroy();
    const ending = goneEnding(call, this.#head.status);
    this.#resolve({
      ending,
      facts: { kind: call.cancelled === null ? 'clientLeft' : 'cancelled' },
    });
  }

  #finish(report: EndReport, failure: AnswerFailure | null): void {
    const { call, admission, ledger } = this.#run;
    if (call.isOver) return;
    ledger.ending();
    // A flawed answer that the client is to see is whole as it is.
    const isFlawed = this.#judged.kind === 'unproven' && failure === null;
    const detail = isFlawed ? null : brokenText(report, failure);
    // The upstream's own error event is the end that its client expects.
    if (detail === null || report.error !== null) {
      this.#client.end(() => {
        this.#settle(detail);
      });
    } else if (this.#gate.isAppendable) {
      const { badGateway: status } = REPLY_STATUS;
      const error = { status, code: 'upstream_broken', message: detail, requestId: call.id };
      this.#client.endWith(errorEvent(admission.route.protocol, error), () => {
        this.#settle(detail);
      });
    } else {
      // Before the connection is cut, so that its closing is not taken for the client's.
      this.#settle(detail);
      this.#client.destroy();
    }
  }

  #settle(detail: string | null): void {
    const { status } = this.#head;
    this.#resolve(
      detail === null
        ? {
            ending: { outcome: 'answered', status, detail: '' },
            facts: this.#judged,
          }
        : {
            ending: { outcome: 'broken', status, detail },
            facts: { kind: 'broken', status, detail, isAfterGate: true },
          },
    );
  }
}

/** Why the answer is not whole; null when it is, as far as anybody can tell. */
function brokenText(report: EndReport, failure: AnswerFailure | null): string | null {
  // What came behind the end marker is not missed.
  if (report.sawEnd === true && report.error === null) return null;
  if (report.error !== null)
    return `the upstream ended with an error: ${report.error.slice(0, 300)}`;
  if (failure !== null) {
    return failure.kind === 'timedOut'
      ? outcomeText(failure)
      : `the upstream broke off its answer: ${failure.error.message}`;
  }
  return report.sawEnd === false ? 'the upstream ended its answer without the end marker' : null;
}

function without(bytes: Buffer, ranges: ReturnType<typeof usageOnlyEvents>): Buffer {
  if (ranges.length === 0) return bytes;
  const kept: Buffer[] = [];
  let from = 0;
  for (const { start, end } of ranges) {
    kept.push(bytes.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...kept, bytes.subarray(from)]);
}

function noop(): void {
  // Replaced before anything can end.
}
