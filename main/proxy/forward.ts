import type { Dispatcher } from 'undici';
import type { OutcomeFacts } from '../core/outcome.ts';
import type { Candidate } from '../core/select.ts';
import { buildUpstreamHeaders } from '../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../core/upstream-url.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import { connectionOutcome } from './connection-error.ts';
import type { ProxyDeps } from './deps.ts';
import { isStaleConnection, type Route } from './dispatchers.ts';
import { withModel } from './request-model.ts';
import { UpstreamAnswer, type AnswerFailure, type AnswerHead } from './upstream-answer.ts';

/** An answer in hand: its head, and the body still to be taken. */
export type Answered = {
  readonly kind: 'answered';
  readonly status: number;
  readonly head: AnswerHead;
  readonly answer: UpstreamAnswer;
};

export type Outcome = Exclude<OutcomeFacts, { kind: 'answered' }> | Answered;

export type UpstreamRequest = {
  readonly route: Route;
  readonly path: string;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: Buffer | null;
};

/** What a candidate is sent: the client's own bytes, but for the model's name where the channel redirects it. */
export function upstreamRequest(
  call: Call,
  admission: Admission,
  candidate: Candidate,
): UpstreamRequest {
  const { route, facts, body } = admission;
  const { channel, upstreamModel } = candidate.eligible;
  const isRedirected = upstreamModel !== null && upstreamModel !== facts.model;
  const sent = isRedirected
    ? withModel(facts, body.plain, route.path, upstreamModel)
    : { body: body.received, path: route.path };
  const isBodyDecoded = isRedirected && body.plain !== body.received;
  const { url: base, isExact } = candidate.url;
  const url = joinUpstreamUrl(base, isExact, sent.path, route.query);
  const { origin, path, host } = splitUrl(url);
  return {
    route: { origin, proxyUrl: channel.proxyUrl },
    path,
    url,
    method: call.method,
    headers: buildUpstreamHeaders({
      raw: call.req.rawHeaders,
      protocol: route.protocol,
      secret: candidate.key.secret ?? '',
      host,
      extra: channel.headers,
      isBodyDecoded,
    }),
    body: sent.body.length > 0 ? sent.body : null,
  };
}

/** One attempt: sends the request and resolves with the answer's head, or with why there is none. Never tries twice. */
export async function forward(
  call: Call,
  admission: Admission,
  request: UpstreamRequest,
  onSent: () => void,
  deps: ProxyDeps,
): Promise<Outcome> {
  const settings = deps.settings.current();
  const timeouts = {
    isStreaming: admission.facts.isStreaming,
    firstByteMs: settings.firstByteTimeoutMs,
    idleMs: settings.idleTimeoutMs,
    totalMs: settings.totalTimeoutMs,
  };
  const send = (dispatcher: Dispatcher): UpstreamAnswer => {
    const answer = new UpstreamAnswer(deps.clock, timeouts, onSent);
    call.onLeave(() => {
      answer.abort();
    });
    dispatch(dispatcher, request, answer);
    return answer;
  };
  const cancelDeadline = watchDeadline(call, admission, deps);
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
    if (!isFailure(head)) return { kind: 'answered', status: head.status, head, answer };
    return failureOutcome(call, head, settings.connectTimeoutMs, admission, deps);
  } finally {
    cancelDeadline();
  }
}

export function isFailure(head: AnswerHead | AnswerFailure): head is AnswerFailure {
  return 'kind' in head;
}

export function dispatch(
  dispatcher: Dispatcher,
  request: UpstreamRequest,
  answer: UpstreamAnswer,
): void {
  const { route, path, method, headers, body } = request;
  try {
    dispatcher.dispatch(
      {
        origin: route.origin,
        path,
        method: method,
        headers: headers as string[],
        body,
      },
      answer,
    );
  } catch (error) {
    answer.fail(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The client's own limit for the whole request ends the attempt that is running then. */
function watchDeadline(call: Call, admission: Admission, deps: ProxyDeps): () => void {
  const { deadlineAt } = admission;
  if (deadlineAt === null) return noop;
  return deps.clock.after(Math.max(0, deadlineAt - deps.clock.now()), () => {
    call.giveUpAttempt();
  });
}

function failureOutcome(
  call: Call,
  failure: AnswerFailure,
  connectTimeoutMs: number,
  admission: Admission,
  deps: ProxyDeps,
): Outcome {
  if (call.cancelled !== null) return { kind: 'cancelled' };
  if (call.hasLeft) return { kind: 'clientLeft' };
  if (failure.kind === 'timedOut') return failure;
  const { deadlineAt } = admission;
  if (deadlineAt !== null && deps.clock.now() >= deadlineAt) {
    return { kind: 'timedOut', phase: 'total', afterMs: deadlineAt - call.startedAt };
  }
  return connectionOutcome(failure.error, connectTimeoutMs);
}

function noop(): void {
  // No deadline, nothing to cancel.
}
