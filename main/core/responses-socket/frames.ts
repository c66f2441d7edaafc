import { errorBody } from '../error-body.ts';
import { REPLY_STATUS } from '../reply-status.ts';

type ErrorFacts = Parameters<typeof errorBody>[1];

/** What an answer's head tells that a client on a socket reads: when to come back, which limits it meets. */
const TOLD =
  /^(?:retry-after(?:-ms)?|x-request-id|request-id|x-should-retry|x-codex-|x-ratelimit-)/;

/** An answer that is no stream, as the frame from which Codex reads status and headers. */
export function errorFrame(
  answer: { readonly status: number; readonly headers: readonly string[]; readonly body: string },
  requestId: string,
): string {
  const status = answer.status < REPLY_STATUS.badRequest ? REPLY_STATUS.badGateway : answer.status;
  const isError = status === answer.status;
  const message = isError
    ? answer.body.slice(0, 4096)
    : 'The upstream did not answer with a stream.';
  const error =
    (isError ? errorIn(answer.body) : null) ??
    errorIn(errorBody('openai-responses', { status, code: 'upstream_error', message, requestId }));
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < answer.headers.length; at += 2) {
    const name = (answer.headers[at] ?? '').toLowerCase();
    if (TOLD.test(name)) headers[name] = answer.headers[at + 1] ?? '';
  }
  return JSON.stringify({ type: 'error', status, error, headers });
}

/** An error of our own. */
export function ownErrorFrame(error: ErrorFacts, retryAfterSec: number | null = null): string {
  const { status, requestId } = error;
  const body = errorBody('openai-responses', error);
  const headers = retryAfterSec === null ? [] : ['retry-after', String(retryAfterSec)];
  return errorFrame({ status, headers: ['x-request-id', requestId, ...headers], body }, requestId);
}

/** What a client is told that has only sent what it will go on from. Nothing was generated, so nothing was used. */
export function warmUpFrames(id: string, createdAtSec: number): readonly string[] {
  const response = { id, object: 'response', created_at: createdAtSec, output: [] };
  const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.completed', response: { ...response, status: 'completed', usage } },
  ].map((event, at) => JSON.stringify({ ...event, sequence_number: at }));
}

function errorIn(body: string): unknown {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'object' ? error : null;
  } catch {
    return null;
  }
}
