import type { Protocol } from '../../contracts/protocol.ts';
import { errorBody } from '../error-body.ts';
import { isContextTooLong } from '../evidence/error-meaning.ts';
import { readUpstreamError } from '../evidence/upstream-error.ts';
import { REPLY_STATUS } from '../reply-status.ts';
import { readError } from './read-error.ts';

export type ErrorReply = { readonly status: number; readonly body: string };

/** What Claude Code looks for before it compacts the conversation … */
const TOO_LONG = 'prompt is too long';
/** … and what Codex does. */
const TOO_LONG_CODE = 'context_length_exceeded';

/**
 * An upstream's error as the client's dialect has it: of whatever form it came in, with its status and its own words. A
 * conversation that is too long is told in the words by which clients know that they can shorten it.
 */
export function convertedError(
  client: Protocol,
  upstream: { readonly status: number; readonly text: string },
  requestId: string,
): ErrorReply {
  const error = readError(upstream.text, upstream.status);
  const status = knownStatus(client, error.status);
  const isTooLong = isContextTooLong(readUpstreamError(upstream.text));
  const isSaid = error.message.toLowerCase().includes(TOO_LONG);
  const message =
    isTooLong && client === 'anthropic' && !isSaid
      ? `${TOO_LONG}: ${error.message}`
      : error.message;
  const code = isTooLong ? TOO_LONG_CODE : (error.code ?? 'upstream_error');
  return { status, body: errorBody(client, { status, message, code, requestId }) };
}

/** Statuses above 504 are a vendor's own, such as Anthropic's for being overloaded; only its own clients know them. */
function knownStatus(client: Protocol, status: number): number {
  const isOwn = status > REPLY_STATUS.gatewayTimeout;
  return isOwn && client !== 'anthropic' ? REPLY_STATUS.unavailable : status;
}
