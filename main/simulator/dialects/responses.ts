import { openaiError, openaiModels } from './chat.ts';
import { typedEvent, type Dialect, type Reply, type StreamParts } from './dialect.ts';

/** OpenAI's Responses API. */
export const responses: Dialect = {
  body: (reply) => response(reply, 'completed', [item(reply)]),
  stream: numberedEvents,
  error: openaiError,
  errorEvent: ({ message, code, type }) =>
    typedEvent({
      type: 'error',
      ...{ code: code ?? type ?? 'server_error', message, param: null, sequence_number: 0 },
    }),
  ping: ': keep-alive\n\n',
  models: openaiModels,
  tokenCount: (inputTokens) => ({ object: 'response.input_tokens', input_tokens: inputTokens }),
};

/** Every event carries its place in the stream. */
function numberedEvents(reply: Reply): StreamParts {
  let number = 0;
  const event = (type: string, members: object) =>
    typedEvent({ type, ...{ ...members, sequence_number: number++ } });
  const place = { item_id: `msg_${reply.id}`, output_index: 0, content_index: 0 };
  const begun = { ...item(reply), status: 'in_progress', content: [] };
  // The order of these is the order of the numbers.
  return {
    opening: [
      event('response.created', { response: response(reply, 'in_progress', []) }),
      event('response.in_progress', { response: response(reply, 'in_progress', []) }),
    ],
    content: [
      event('response.output_item.added', { output_index: 0, item: begun }),
      event('response.content_part.added', { ...place, part: part('') }),
      ...reply.pieces.map((delta) =>
        event('response.output_text.delta', { ...place, delta, logprobs: [] }),
      ),
    ],
    finish: [
      event('response.output_text.done', {
        ...place,
        text: reply.pieces.join(''),
        logprobs: [],
      }),
      event('response.content_part.done', { ...place, part: part(reply.pieces.join('')) }),
      event('response.output_item.done', { output_index: 0, item: item(reply) }),
    ],
    end: [event('response.completed', { response: response(reply, 'completed', [item(reply)]) })],
  };
}

/** The only part of the only message. */
function part(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function item(reply: Reply): object {
  return {
    type: 'message',
    id: `msg_${reply.id}`,
    status: 'completed',
    role: 'assistant',
    content: [part(reply.pieces.join(''))],
  };
}

/** With the members that the SDK declares as always there. */
function response(
  reply: Reply,
  status: 'in_progress' | 'completed',
  output: readonly object[],
): object {
  const { inputTokens, cacheReadTokens, outputTokens } = reply.usage;
  const usage = {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cacheReadTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  };
  return {
    id: `resp_${reply.id}`,
    object: 'response',
    created_at: reply.createdAt,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: reply.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: status === 'completed' ? usage : null,
  };
}
