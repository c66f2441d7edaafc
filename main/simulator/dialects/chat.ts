import { dataEvent, type Dialect, type ErrorFacts, type Reply } from './dialect.ts';

const ERROR_TYPES: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [429, 'rate_limit_error'],
]);

/** OpenAI's chat completions. Usage is always sent, as most compatible upstreams do. */
export const chat: Dialect = {
  body: (reply) => ({
    ...head(reply, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.pieces.join(''), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usage(reply),
  }),
  stream: (reply) => ({
    opening: [chunk(reply, { role: 'assistant', content: '', refusal: null })],
    content: reply.pieces.map((content) => chunk(reply, { content })),
    finish: [
      chunk(reply, {}, 'stop'),
      dataEvent({ ...head(reply, 'chat.completion.chunk'), choices: [], usage: usage(reply) }),
    ],
    end: ['data: [DONE]\n\n'],
  }),
  error: openaiError,
  errorEvent: (error) => dataEvent(openaiError(error)),
  ping: ': keep-alive\n\n',
  models: openaiModels,
  tokenCount: (inputTokens) => ({ input_tokens: inputTokens }),
};

/** Chat and responses have their error body in common. */
export function openaiError({ status, message, type, code }: ErrorFacts): object {
  const usual =
    ERROR_TYPES.get(status) ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return { error: { message, type: type ?? usual, param: null, code: code ?? null } };
}

/** … and their list of models. */
export function openaiModels(names: readonly string[]): object {
  const data = names.map((id) => ({
    id,
    object: 'model',
    created: 1_767_225_600,
    owned_by: 'simulator',
  }));
  return { object: 'list', data };
}

function head(reply: Reply, object: string): object {
  return { id: `chatcmpl-${reply.id}`, object, created: reply.createdAt, model: reply.model };
}

function chunk(reply: Reply, delta: object, finishReason: string | null = null): string {
  const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
  return dataEvent({ ...head(reply, 'chat.completion.chunk'), choices: [choice] });
}

function usage({ usage: { inputTokens, cacheReadTokens, outputTokens } }: Reply): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens },
  };
}
