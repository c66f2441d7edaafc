import type { Protocol } from '../../main/contracts/protocol.ts';

/** One conversation in each protocol: a question with a picture, answered by a sentence and two calls at once. */
export type Talk = {
  readonly path: (isStreaming: boolean) => string;
  readonly upstreamPath: (model: string, isStreaming: boolean) => string;
  readonly request: (isStreaming: boolean) => Record<string, unknown>;
  /** Says "Let me look.", then calls `weather` for Oslo and for Rome; 20 tokens in, 7 out. */
  readonly whole: Readonly<Record<string, unknown>>;
  /** The same, event by event. */
  readonly events: readonly string[];
};

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const CITIES = ['Oslo', 'Rome'];
const TEXT = 'Let me look.';
const MODEL = 'upstream-model';

export const TALKS: Readonly<Record<Protocol, Talk>> = {
  anthropic: {
    path: () => '/v1/messages?beta=true',
    upstreamPath: () => '/v1/messages',
    request: (stream) => ({
      model: 'asked',
      max_tokens: 1000,
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Where is it warmer?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
          ],
        },
      ],
      tools: [{ name: 'weather', description: 'Tells it.', input_schema: SCHEMA }],
      ...(stream ? { stream } : {}),
    }),
    whole: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: MODEL,
      content: [{ type: 'text', text: TEXT }, ...CITIES.map((city, at) => toolUse(at, { city }))],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 20, output_tokens: 7 },
    },
    events: anthropicEvents(),
  },
  'openai-chat': {
    path: () => '/v1/chat/completions',
    upstreamPath: () => '/v1/chat/completions',
    request: (stream) => ({
      model: 'asked',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Where is it warmer?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
          ],
        },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'Tells it.', parameters: SCHEMA },
        },
      ],
      ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
    }),
    whole: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: MODEL,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: TEXT,
            tool_calls: CITIES.map((city, at) => ({
              id: `call_${String(at)}`,
              type: 'function',
              function: { name: 'weather', arguments: JSON.stringify({ city }) },
            })),
          },
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27 },
    },
    events: chatEvents(),
  },
  'openai-responses': {
    path: () => '/v1/responses',
    upstreamPath: () => '/v1/responses',
    request: (stream) => ({
      model: 'asked',
      instructions: 'Be brief.',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Where is it warmer?' },
            { type: 'input_image', image_url: `data:image/png;base64,${PNG}` },
          ],
        },
      ],
      tools: [{ type: 'function', name: 'weather', description: 'Tells it.', parameters: SCHEMA }],
      store: false,
      ...(stream ? { stream } : {}),
    }),
    whole: response('completed'),
    events: responsesEvents(),
  },
  gemini: {
    path: (isStreaming) =>
      `/v1beta/models/asked:${isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    upstreamPath: (model, isStreaming) =>
      `/v1beta/models/${model}:${isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    request: () => ({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Where is it warmer?' },
            { inlineData: { mimeType: 'image/png', data: PNG } },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [{ name: 'weather', description: 'Tells it.', parameters: SCHEMA }],
        },
      ],
    }),
    whole: geminiChunk([{ text: TEXT }, ...CITIES.map(functionCall)], 'STOP'),
    events: [
      bare(geminiChunk([{ text: 'Let me ' }], null)),
      bare(geminiChunk([{ text: 'look.' }], null)),
      bare(geminiChunk(CITIES.map(functionCall), 'STOP')),
    ],
  },
};

function toolUse(at: number, input: object): object {
  return { type: 'tool_use', id: `toolu_${String(at)}`, name: 'weather', input };
}

function anthropicEvents(): string[] {
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content: [],
    stop_reason: null,
    usage: { input_tokens: 20, output_tokens: 1 },
  };
  return [
    named({ type: 'message_start', message }),
    named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...['Let me ', 'look.'].map((text) =>
      named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    ),
    named({ type: 'content_block_stop', index: 0 }),
    ...CITIES.flatMap((city, at) => {
      const index = at + 1;
      const delta = { type: 'input_json_delta', partial_json: JSON.stringify({ city }) };
      return [
        named({ type: 'content_block_start', index, content_block: toolUse(at, {}) }),
        named({ type: 'content_block_delta', index, delta }),
        named({ type: 'content_block_stop', index }),
      ];
    }),
    named({
      type: 'message_delta',
      delta: { stop_reason: 'tool_use', stop_sequence: null },
      usage: { output_tokens: 7 },
    }),
    named({ type: 'message_stop' }),
  ];
}

function chatEvents(): string[] {
  const chunk = (delta: object, more: object = {}): string =>
    bare({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: MODEL,
      choices: [{ index: 0, delta, finish_reason: null, ...more }],
    });
  const call = (index: number, fields: object): string =>
    chunk({ tool_calls: [{ index, ...fields }] });
  return [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Let me ' }),
    chunk({ content: 'look.' }),
    ...CITIES.flatMap((city, at) => [
      call(at, {
        id: `call_${String(at)}`,
        type: 'function',
        function: { name: 'weather', arguments: '' },
      }),
      call(at, { function: { arguments: JSON.stringify({ city }) } }),
    ]),
    chunk({}, { finish_reason: 'tool_calls' }),
    bare({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: MODEL,
      choices: [],
      usage: { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27 },
    }),
    'data: [DONE]\n\n',
  ];
}

function response(status: 'in_progress' | 'completed'): Record<string, unknown> {
  const isDone = status === 'completed';
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: MODEL,
    status,
    output: isDone ? [messageItem(), ...CITIES.map(callItem)] : [],
    usage: isDone
      ? {
          input_tokens: 20,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 7,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 27,
        }
      : null,
  };
}

function messageItem(): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text: TEXT, annotations: [] }],
  };
}

function callItem(city: string, at: number): object {
  return {
    id: `fc_${String(at)}`,
    type: 'function_call',
    call_id: `call_${String(at)}`,
    name: 'weather',
    arguments: JSON.stringify({ city }),
    status: 'completed',
  };
}

function responsesEvents(): string[] {
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  return [
    named({ type: 'response.created', response: response('in_progress') }),
    named({
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...messageItem(), status: 'in_progress', content: [] },
    }),
    named({
      type: 'response.content_part.added',
      ...at,
      part: { type: 'output_text', text: '', annotations: [] },
    }),
    ...['Let me ', 'look.'].map((delta) =>
      named({ type: 'response.output_text.delta', ...at, delta }),
    ),
    named({ type: 'response.output_text.done', ...at, text: TEXT }),
    named({ type: 'response.output_item.done', output_index: 0, item: messageItem() }),
    ...CITIES.flatMap((city, index) => {
      const item = callItem(city, index);
      const of = { item_id: `fc_${String(index)}`, output_index: index + 1 };
      return [
        named({
          type: 'response.output_item.added',
          output_index: index + 1,
          item: { ...item, arguments: '', status: 'in_progress' },
        }),
        named({
          type: 'response.function_call_arguments.delta',
          ...of,
          delta: JSON.stringify({ city }),
        }),
        named({
          type: 'response.function_call_arguments.done',
          ...of,
          arguments: JSON.stringify({ city }),
        }),
        named({ type: 'response.output_item.done', output_index: index + 1, item }),
      ];
    }),
    named({ type: 'response.completed', response: response('completed') }),
  ];
}

function functionCall(city: string): object {
  return { functionCall: { name: 'weather', args: { city } } };
}

function geminiChunk(parts: readonly object[], finishReason: string | null) {
  return {
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts },
        ...(finishReason === null ? {} : { finishReason }),
      },
    ],
    usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 7, totalTokenCount: 27 },
    modelVersion: MODEL,
    responseId: 'answer-1',
  };
}

function named(data: { readonly type: string; readonly [member: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function bare(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
