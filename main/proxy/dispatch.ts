import type { Dispatcher } from 'undici';
import type { AnswerFailure, AnswerHead, UpstreamAnswer } from './upstream-answer.ts';
import type { WireRequest } from './wire-request.ts';

/** Sends the request; what comes back, and be it an error, comes through `answer`. */
export function dispatch(
  dispatcher: Dispatcher,
  request: WireRequest,
  answer: UpstreamAnswer,
): void {
  const { route, path, method, headers, body } = request;
  try {
    dispatcher.dispatch(
      { origin: route.origin, path, method, headers: headers as string[], body },
      answer,
    );
  } catch (error) {
    answer.fail(error instanceof Error ? error : new Error(String(error)));
  }
}

export function isFailure(head: AnswerHead | AnswerFailure): head is AnswerFailure {
  return 'kind' in head;
}
