import type { Protocol } from '../contracts/protocol.ts';
import { REPLY_STATUS } from './reply-status.ts';

type ErrorFacts = {
  readonly status: number;
  readonly message: string;
  /** Stable name of the error, where the dialect has a place for it. */
  readonly code: string;
  readonly requestId: string;
};

/** What each dialect calls an error of one status. */
type Names = { readonly anthropic: string; readonly openai: string; readonly gemini: string };

const BAD_REQUEST: Names = {
  anthropic: 'invalid_request_error',
  openai: 'invalid_request_error',
  gemini: 'INVALID_ARGUMENT',
};
const BROKEN: Names = { anthropic: 'api_error', openai: 'server_error', gemini: 'INTERNAL' };
const TIMED_OUT: Names = {
  anthropic: 'timeout_error',
  openai: 'timeout_error',
  gemini: 'DEADLINE_EXCEEDED',
};

const NAMES: ReadonlyMap<number, Names> = new Map([
  [
    REPLY_STATUS.unauthorized,
    {
      anthropic: 'authentication_error',
      openai: 'authentication_error',
      gemini: 'UNAUTHENTICATED',
    },
  ],
  [
    REPLY_STATUS.forbidden,
    { anthropic: 'permission_error', openai: 'permission_error', gemini: 'PERMISSION_DENIED' },
  ],
  [
    REPLY_STATUS.notFound,
    { anthropic: 'not_found_error', openai: 'not_found_error', gemini: 'NOT_FOUND' },
  ],
  [REPLY_STATUS.timeout, TIMED_OUT],
  [REPLY_STATUS.conflict, { ...BAD_REQUEST, gemini: 'ABORTED' }],
  [REPLY_STATUS.tooLarge, { ...BAD_REQUEST, anthropic: 'request_too_large' }],
  [
    REPLY_STATUS.tooMany,
    { anthropic: 'rate_limit_error', openai: 'rate_limit_error', gemini: 'RESOURCE_EXHAUSTED' },
  ],
  [REPLY_STATUS.badGateway, { ...BROKEN, gemini: 'UNAVAILABLE' }],
  [REPLY_STATUS.unavailable, { ...BROKEN, anthropic: 'overloaded_error', gemini: 'UNAVAILABLE' }],
  [REPLY_STATUS.gatewayTimeout, TIMED_OUT],
]);

/** The JSON body of an error of our own, in the shape a client of this protocol parses. */
export function errorBody(protocol: Protocol, error: ErrorFacts): string {
  const { status, message, code, requestId } = error;
  const names = NAMES.get(status) ?? (status < REPLY_STATUS.internal ? BAD_REQUEST : BROKEN);
  switch (protocol) {
    case 'anthropic': {
      const body = { type: names.anthropic, message };
      return JSON.stringify({ type: 'error', error: body, request_id: requestId });
    }
    case 'openai-chat':
    case 'openai-responses':
      return JSON.stringify({ error: { message, type: names.openai, param: null, code } });
    case 'gemini':
      return JSON.stringify({ error: { code: status, message, status: names.gemini } });
  }
}
