import { readUpstreamError } from '../evidence/upstream-error.ts';
import { objectAt } from '../gate/event-json.ts';
import { REPLY_STATUS } from '../reply-status.ts';
import type { InnerError } from './inner/answer.ts';
import { isObject } from './inner/reading.ts';

/** What errors inside streams stand for; they have no status of their own. */
const STATUS_OF_NAME: ReadonlyMap<string, number> = new Map([
  ['authentication_error', REPLY_STATUS.unauthorized],
  ['permission_error', REPLY_STATUS.forbidden],
  ['not_found_error', REPLY_STATUS.notFound],
  ['request_too_large', REPLY_STATUS.tooLarge],
  ['rate_limit_error', REPLY_STATUS.tooMany],
  ['rate_limit_exceeded', REPLY_STATUS.tooMany],
  ['resource_exhausted', REPLY_STATUS.tooMany],
  ['invalid_request_error', REPLY_STATUS.badRequest],
  ['context_length_exceeded', REPLY_STATUS.badRequest],
  ['invalid_argument', REPLY_STATUS.badRequest],
  ['overloaded_error', REPLY_STATUS.unavailable],
  ['unavailable', REPLY_STATUS.unavailable],
  ['timeout_error', REPLY_STATUS.gatewayTimeout],
]);

const NO_WORDS = 'The upstream failed without saying why.';

/** Reads an error of any dialect: the body of an answer, or the data of an event. `status` is that of the answer. */
export function readError(text: string, status: number | null): InnerError {
  const error = readUpstreamError(text);
  const named = [...error.names].map((name) => STATUS_OF_NAME.get(name));
  return {
    status:
      status ?? error.status ?? named.find((one) => one !== undefined) ?? REPLY_STATUS.badGateway,
    message: error.message === '' ? NO_WORDS : error.message,
    code: codeIn(error.body),
  };
}

/** A stream that ended before its answer did. */
export function cutOff(): InnerError {
  const message = 'The upstream ended the stream before the answer was complete.';
  return { status: REPLY_STATUS.badGateway, message, code: 'stream_incomplete' };
}

/** The most exact of the error's short names. */
function codeIn(body: unknown): string | null {
  if (!isObject(body)) return null;
  const inner = objectAt(objectAt(body, 'response') ?? body, 'error') ?? body;
  for (const name of ['code', 'status', 'type']) {
    const value = inner[name];
    if (typeof value === 'string' && value !== '' && value !== 'error') return value;
  }
  return null;
}
