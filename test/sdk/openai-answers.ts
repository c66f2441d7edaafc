/** Answers in the shapes of the OpenAI API: chat completions, and what chat and responses share. */

export const MODEL = 'gpt-5.4-mini';

const CREATED = 1_780_000_000;

export type ToolCall = {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
};

export function toolCall(id: string, name: string, input: object): ToolCall {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input) } };
}

/** A completion that says something, or calls tools. */
export function completion(answer: string | readonly ToolCall[]): object {
  const isText = typeof answer === 'string';
  const message = isText
    ? { role: 'assistant', content: answer, refusal: null }
    : { role: 'assistant', content: null, refusal: null, tool_calls: answer };
  const finish_reason = isText ? 'stop' : 'tool_calls';
  return {
    id: 'chatcmpl-answer',
    object: 'chat.completion',
    created: CREATED,
    model: MODEL,
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
    usage: { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 },
    service_tier: 'default',
    system_fingerprint: 'fp_answer',
  };
}

/** The same completion as chunks: a text word by word, the arguments of a tool in pieces. */
export function completionChunks(answer: string | readonly ToolCall[]): string[] {
  const isText = typeof answer === 'string';
  const deltas = isText
    ? (answer.match(/\S+\s*/g) ?? []).map((content) => ({ content }))
    : answer.flatMap(toolCallDeltas);
  return [
    chunk({ role: 'assistant', content: isText ? '' : null, refusal: null }),
    ...deltas.map((delta) => chunk(delta)),
    chunk({}, isText ? 'stop' : 'tool_calls'),
    'data: [DONE]\n\n',
  ];
}

function toolCallDeltas(call: ToolCall, index: number): object[] {
  const { name, arguments: input } = call.function;
  const start = { index, id: call.id, type: 'function', function: { name, arguments: '' } };
  const pieces = input.match(/.{1,5}/g) ?? [];
  return [
    { tool_calls: [start] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

function chunk(delta: object, finishReason: string | null = null): string {
  const data = {
    id: 'chatcmpl-answer',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: MODEL,
    service_tier: 'default',
    system_fingerprint: 'fp_answer',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  };
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** Numbers as the SDK asks for them: 32-bit floats, base64. */
export function embedding(numbers: readonly number[]): object {
  const encoded = Buffer.from(Float32Array.from(numbers).buffer).toString('base64');
  return {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: encoded }],
    model: 'text-embedding-3-small',
    usage: { prompt_tokens: 2, total_tokens: 2 },
  };
}

export function error(
  type: string,
  message: string,
  code: string | null = null,
): { error: { message: string; type: string; param: null; code: string | null } } {
  return { error: { message, type, param: null, code } };
}
