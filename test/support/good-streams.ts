import type { Protocol } from '../../main/contracts/protocol.ts';

/** The data of one event; `[DONE]` is a text. Names of events are their types where the protocol names them. */
export type EventData = string | Readonly<Record<string, unknown>>;

export function framed(protocol: Protocol, events: readonly EventData[]): string {
  const isNamed = protocol === 'anthropic' || protocol === 'openai-responses';
  return events
    .map((event) => {
      if (typeof event === 'string') return `data: ${event}\n\n`;
      const name = isNamed ? `event: ${String(event['type'])}\n` : '';
      return `${name}data: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}

const block = (index: number, content: object): EventData => ({
  type: 'content_block_start',
  index,
  content_block: content,
});
const piece = (index: number, delta: object): EventData => ({
  type: 'content_block_delta',
  index,
  delta,
});
const stop = (index: number): EventData => ({ type: 'content_block_stop', index });

const ANTHROPIC: readonly EventData[] = [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 20, cache_read_input_tokens: 5, output_tokens: 1 },
    },
  },
  { type: 'ping' },
  block(0, { type: 'thinking', thinking: '', signature: '' }),
  piece(0, { type: 'thinking_delta', thinking: 'Both at once.' }),
  piece(0, { type: 'signature_delta', signature: 'c2lnbmVk' }),
  stop(0),
  block(1, { type: 'text', text: '' }),
  piece(1, { type: 'text_delta', text: 'I look ' }),
  piece(1, { type: 'text_delta', text: 'at both – 你好 😀.' }),
  stop(1),
  block(2, { type: 'tool_use', id: 'toolu_1', name: 'read', input: {} }),
  piece(2, { type: 'input_json_delta', partial_json: '' }),
  piece(2, { type: 'input_json_delta', partial_json: '{"path":' }),
  piece(2, { type: 'input_json_delta', partial_json: '"a.txt"}' }),
  stop(2),
  block(3, { type: 'tool_use', id: 'toolu_2', name: 'read', input: {} }),
  piece(3, { type: 'input_json_delta', partial_json: '{"path":"b.txt"}' }),
  stop(3),
  {
    type: 'message_delta',
    delta: { stop_reason: 'tool_use', stop_sequence: null },
    usage: { output_tokens: 42 },
  },
  { type: 'message_stop' },
];

const chunk = (choices: readonly object[], more: object = {}): EventData => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_760_000_000,
  model: 'gpt-5',
  choices,
  ...more,
});
const delta = (said: object, finish: string | null = null): EventData =>
  chunk([{ index: 0, delta: said, finish_reason: finish }]);
const call = (index: number, id: string, text: string): object => ({
  tool_calls: [{ index, id, type: 'function', function: { name: 'read', arguments: text } }],
});
const callPiece = (index: number, text: string): object => ({
  tool_calls: [{ index, function: { arguments: text } }],
});

const CHAT: readonly EventData[] = [
  delta({ role: 'assistant', content: '' }),
  delta({ reasoning_content: 'Both at once.' }),
  delta({ content: 'I look ' }),
  delta({ content: 'at both – 你好 😀.' }),
  delta(call(0, 'call_1', '')),
  delta(callPiece(0, '{"path":')),
  delta(callPiece(0, '"a.txt"}')),
  delta(call(1, 'call_2', '{"path":"b.txt"}')),
  delta({}, 'tool_calls'),
  chunk([], {
    usage: {
      prompt_tokens: 25,
      completion_tokens: 42,
      total_tokens: 67,
      prompt_tokens_details: { cached_tokens: 5 },
    },
  }),
  '[DONE]',
];

const RESPONSE = { id: 'resp_1', object: 'response', created_at: 1_760_000_000, model: 'gpt-5' };
const REASONING = { id: 'rs_1', type: 'reasoning' };
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant' };
const CALLS = ['a.txt', 'b.txt'].map((path, index) => ({
  id: `fc_${String(index)}`,
  type: 'function_call',
  call_id: `call_${String(index + 1)}`,
  name: 'read',
  path,
}));
const TEXT = 'I look at both – 你好 😀.';
const SUMMARY = { type: 'summary_text', text: 'Both at once.' };
const OUTPUT_TEXT = { type: 'output_text', text: TEXT, annotations: [] };

const DONE_ITEMS: readonly object[] = [
  { ...REASONING, summary: [SUMMARY], encrypted_content: 'c2VhbGVk' },
  { ...MESSAGE, status: 'completed', content: [OUTPUT_TEXT] },
  ...CALLS.map(({ path, ...one }) => ({
    ...one,
    status: 'completed',
    arguments: JSON.stringify({ path }),
  })),
];

function functionCall(path: string, index: number): Readonly<Record<string, unknown>>[] {
  const at = { item_id: `fc_${String(index)}`, output_index: index + 2 };
  const { path: _, ...item } = CALLS[index] ?? { path: '' };
  const text = JSON.stringify({ path });
  return [
    {
      type: 'response.output_item.added',
      output_index: index + 2,
      item: { ...item, status: 'in_progress', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', ...at, delta: text.slice(0, 6) },
    { type: 'response.function_call_arguments.delta', ...at, delta: text.slice(6) },
    { type: 'response.function_call_arguments.done', ...at, arguments: text },
    { type: 'response.output_item.done', output_index: index + 2, item: DONE_ITEMS[index + 2] },
  ];
}

const inSummary = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
const inText = { item_id: 'msg_1', output_index: 1, content_index: 0 };

const RESPONSES: readonly EventData[] = [
  { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [] } },
  { type: 'response.in_progress', response: { ...RESPONSE, status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', output_index: 0, item: { ...REASONING, summary: [] } },
  {
    type: 'response.reasoning_summary_part.added',
    ...inSummary,
    part: { type: 'summary_text', text: '' },
  },
  { type: 'response.reasoning_summary_text.delta', ...inSummary, delta: SUMMARY.text },
  { type: 'response.reasoning_summary_text.done', ...inSummary, text: SUMMARY.text },
  { type: 'response.reasoning_summary_part.done', ...inSummary, part: SUMMARY },
  { type: 'response.output_item.done', output_index: 0, item: DONE_ITEMS[0] },
  {
    type: 'response.output_item.added',
    output_index: 1,
    item: { ...MESSAGE, status: 'in_progress', content: [] },
  },
  { type: 'response.content_part.added', ...inText, part: { ...OUTPUT_TEXT, text: '' } },
  { type: 'response.output_text.delta', ...inText, delta: TEXT.slice(0, 7) },
  { type: 'response.output_text.delta', ...inText, delta: TEXT.slice(7) },
  { type: 'response.output_text.done', ...inText, text: TEXT },
  { type: 'response.content_part.done', ...inText, part: OUTPUT_TEXT },
  { type: 'response.output_item.done', output_index: 1, item: DONE_ITEMS[1] },
  ...functionCall('a.txt', 0),
  ...functionCall('b.txt', 1),
  {
    type: 'response.completed',
    response: {
      ...RESPONSE,
      status: 'completed',
      output: DONE_ITEMS,
      usage: {
        input_tokens: 25,
        input_tokens_details: { cached_tokens: 5 },
        output_tokens: 42,
        output_tokens_details: { reasoning_tokens: 7 },
        total_tokens: 67,
      },
    },
  },
].map((event, index) => ({ ...event, sequence_number: index }));

const gemini = (
  parts: readonly object[],
  more: object = {},
  chunkMore: object = {},
): EventData => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
  modelVersion: 'gemini-3-pro',
  responseId: 'answer-1',
  ...chunkMore,
});

const GEMINI: readonly EventData[] = [
  gemini([{ text: 'Both at once.', thought: true }]),
  gemini([{ text: 'I look ' }]),
  gemini([{ text: 'at both – 你好 😀.' }]),
  gemini([
    {
      functionCall: { id: 'call_1', name: 'read', args: { path: 'a.txt' } },
      thoughtSignature: 'c2lnbmVk',
    },
  ]),
  gemini(
    [{ functionCall: { id: 'call_2', name: 'read', args: { path: 'b.txt' } } }],
    { finishReason: 'STOP' },
    {
      usageMetadata: {
        promptTokenCount: 25,
        cachedContentTokenCount: 5,
        candidatesTokenCount: 35,
        thoughtsTokenCount: 7,
        totalTokenCount: 67,
      },
    },
  ),
];

/** One good stream of each protocol: a thought, a text, two calls, usage. */
export const GOOD_STREAMS: Readonly<Record<Protocol, readonly EventData[]>> = {
  anthropic: ANTHROPIC,
  'openai-chat': CHAT,
  'openai-responses': RESPONSES,
  gemini: GEMINI,
};
