import type { Dispatcher } from 'undici';
import type { OutcomeFacts } from '../core/outcome.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { connectionOutcome } from './connection-error.ts';
import type { ProxyDeps } from './deps.ts';
import { dispatch, isFailure } from './dispatch.ts';
import { examine, type Examined } from './examine.ts';
import type { Run } from './run.ts';
import { isStaleConnection } from './stale-connections.ts';
import { UpstreamAnswer, type AnswerFailure, type AnswerObserver } from './upstream-answer.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/**
 * One attempt: sends the request and resolves when the answer has proven itself or failed, or with why there is none.
 * Nothing of it has reached the client by then. Never tries twice.
 */
export async function forward(
  run: Run,
  request: UpstreamRequest,
  observer: AnswerObserver | null,
  deps: ProxyDeps,
): Promise<Examined> {
  const { call, admission, ledger, early } = run;
  const { settings } = request;
  const timeouts = {
    isStreaming: admission.facts.isStreaming,
    firstByteMs: settings.firstByteTimeoutMs,
    idleMs: settings.idleTimeoutMs,
    totalMs: settings.totalTimeoutMs,
  };
  const send = (dispatcher: Dispatcher): UpstreamAnswer => {
    const onSent = (): void => {
      ledger.attemptSent();
    };
    const answer = new UpstreamAnswer(deps.clock, timeouts, onSent, observer);
    call.onLeave(() => {
      answer.abort();
    });
    if (call.socketWay === null || !isOnSocket(request)) dispatch(dispatcher, request, answer);
    else {
      call.socketWay.dispatch(request, request.strippedTokens > 0, answer, () => {
        dispatch(dispatcher, request, answer);
      });
    }
    return answer;
  };
  const cancelDeadline = watchDeadline(call, admission, deps);
  const failed = (failure: AnswerFailure): Examined =>
    noAnswer(failureFacts(call, failure, settings.connectTimeoutMs, admission, deps));
  try {
    let answer = send(deps.dispatchers.for(request.route));
    let head = await answer.head;
    if (isFailure(head) && !call.isOver && head.kind === 'error' && isStaleConnection(head.error)) {
      // The upstream closed a connection it had kept alive just as we used it: nobody's fault, and not an attempt.
      const fresh = deps.dispatchers.fresh(request.route);
      answer = send(fresh);
      head = await answer.head;
      void fresh.close();
    }
    if (isFailure(head)) return failed(head);
    ledger.attemptHeld();
    const rules = deps.rules.rulesFor(request.candidate.eligible.channel.id);
    const { gateTimeoutMs } = settings;
    const arrived = { call, admission, rules, answer, head, request, early, gateTimeoutMs };
    return await examine(arrived, failed, deps);
  } finally {
    cancelDeadline();
  }
}

function isOnSocket({ settings, converted }: UpstreamRequest): boolean {
  return settings.isResponsesWebSocketSpoken && converted === null;
}

/** The client's own limit for the whole request ends the attempt that is running then. */
function watchDeadline(call: Call, admission: Admission, deps: ProxyDeps): () => void {
  const { deadlineAt } = admission;
  if (deadlineAt === null) return noop;
  return deps.clock.after(Math.max(0, deadlineAt - deps.clock.now()), () => {
    call.giveUpAttempt();
  });
}

function noAnswer(facts: OutcomeFacts): Examined {
  return { facts, head: null, text: '', body: null };
}

function failureFacts(
  call: Call,
  failure: AnswerFailure,
  connectTimeoutMs: number,
  admission: Admission,
  deps: ProxyDeps,
): OutcomeFacts {
  if (call.cancelled !== null) return { kind: 'cancelled' };
  if (call.hasLeft) return { kind: 'clientLeft' };
  if (call.takeReroute()) return { kind: 'rerouted' };
  if (failure.kind === 'timedOut') return failure;
  const { deadlineAt } = admission;
  if (deadlineAt !== null && deps.clock.now() >= deadlineAt) {
    return { kind: 'timedOut', phase: 'total', afterMs: deadlineAt - call.startedAt };
  }
  if (failure.status !== null) {
    const { status } = failure;
    return { kind: 'broken', status, detail: failure.error.message, isAfterGate: false };
  }
  return connectionOutcome(failure.error, connectTimeoutMs);
}

function noop(): void {
  // No deadline, nothing to cancel.
}
