import { typedEvent, type Dialect, type ErrorFacts, type Reply } from './dialect.ts';

const ERROR_TYPES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/** The Messages API. */
export const anthropic: Dialect = {
  body: (reply) => message(reply, [{ type: 'text', text: reply.pieces.join('') }], 'end_turn'),
  stream: (reply) => ({
    opening: [
      typedEvent({ type: 'message_start', ...{ message: message(reply, [], null) } }),
      blockEvent('content_block_start', { content_block: { type: 'text', text: '' } }),
      typedEvent({ type: 'ping' }),
    ],
    content: reply.pieces.map((text) =>
      blockEvent('content_block_delta', { delta: { type: 'text_delta', text } }),
    ),
    finish: [
      blockEvent('content_block_stop', {}),
      typedEvent({
        type: 'message_delta',
        ...{
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: { output_tokens: reply.usage.outputTokens },
        },
      }),
    ],
    end: [typedEvent({ type: 'message_stop' })],
  }),
  error: errorBody,
  errorEvent: (error) => typedEvent(errorBody(error)),
  ping: typedEvent({ type: 'ping' }),
  models: (names) => ({
    data: names.map((id) => ({
      type: 'model',
      id,
      display_name: id,
      created_at: '2026-01-01T00:00:00Z',
    })),
    has_more: false,
    first_id: names[0] ?? null,
    last_id: names.at(-1) ?? null,
  }),
  tokenCount: (inputTokens) => ({ input_tokens: inputTokens }),
};

/** The usage of a start counts one token: the first has been made when it is sent. */
function message(reply: Reply, content: readonly object[], stopReason: string | null): object {
  const { inputTokens, cacheReadTokens, cacheCreationTokens, outputTokens } = reply.usage;
  return {
    id: `msg_${reply.id}`,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens - cacheReadTokens - cacheCreationTokens,
      cache_creation_input_tokens: cacheCreationTokens,
      cache_read_input_tokens: cacheReadTokens,
      output_tokens: stopReason === null ? 1 : outputTokens,
      service_tier: 'standard',
    },
  };
}

/** All answers are one block of text. */
function blockEvent(type: string, members: object): string {
  return typedEvent({ type, ...{ index: 0, ...members } });
}

function errorBody({ status, message, type }: ErrorFacts): { type: string } & object {
  const usual = ERROR_TYPES.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return {
    type: 'error',
    ...{ error: { type: type ?? usual, message }, request_id: 'req_simulated' },
  };
}
