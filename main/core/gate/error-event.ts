import type { Protocol } from '../../contracts/protocol.ts';
import { errorBody } from '../error-body.ts';

type ErrorFacts = Parameters<typeof errorBody>[1];

/**
 * The event with which a broken stream ends in its client's dialect, ready to be written after a whole event. Without it
 * a client takes the half answer for all of it.
 */
export function errorEvent(protocol: Protocol, error: ErrorFacts): string {
  switch (protocol) {
    case 'anthropic':
      return `event: error\ndata: ${errorBody(protocol, error)}\n\n`;
    case 'openai-chat':
    case 'gemini':
      return `data: ${errorBody(protocol, error)}\n\n`;
    case 'openai-responses':
      return `event: response.failed\ndata: ${failedResponse(error)}\n\n`;
  }
}

/**
 * Codex ends a turn at `response.failed` and ignores the bare `error` event; the SDKs read both. The id is ours, because
 * that of the broken answer went by unread.
 */
function failedResponse({ message, code, requestId }: ErrorFacts): string {
  const response = {
    id: requestId,
    object: 'response',
    status: 'failed',
    output: [],
    error: { code, message },
  };
  return JSON.stringify({ type: 'response.failed', response });
}
