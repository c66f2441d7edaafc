import { MODEL } from './openai-answers.ts';

/** Answers in the shapes of OpenAI's Responses API. */

type Item = { readonly type: string; readonly [member: string]: unknown };

export function outputMessage(words: string): Item {
  const content = [{ type: 'output_text', text: words, annotations: [], logprobs: [] }];
  return { type: 'message', id: 'msg_answer', status: 'completed', role: 'assistant', content };
}

export function functionCall(callId: string, name: string, input: object): Item {
  return {
    type: 'function_call',
    id: `fc_${callId}`,
    call_id: callId,
    name,
    arguments: JSON.stringify(input),
    status: 'completed',
  };
}

export function response(id: string, ...output: readonly Item[]): object {
  return {
    id,
    object: 'response',
    created_at: 1_780_000_000,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: MODEL,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: 15,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 6,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 21,
    },
  };
}

/** The same response as events. */
export function responseEvents(id: string, ...output: readonly Item[]): string[] {
  const begun = { ...response(id), status: 'in_progress', usage: null };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...output.flatMap(itemEvents),
    { type: 'response.completed', response: response(id, ...output) },
  ];
  return events.map((event, index) => sseEvent({ ...event, sequence_number: index }));
}

function itemEvents(item: Item, index: number): Item[] {
  const at = { output_index: index, item_id: item['id'] };
  const isCall = item.type === 'function_call';
  const started = isCall ? { ...item, arguments: '' } : { ...item, content: [] };
  return [
    {
      type: 'response.output_item.added',
      output_index: index,
      item: { ...started, status: 'in_progress' },
    },
    ...(isCall ? argumentEvents(item, at) : textEvents(item, at)),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function argumentEvents(item: Item, at: object): Item[] {
  const input = String(item['arguments']);
  const deltas = (input.match(/.{1,5}/g) ?? []).map((delta) => ({
    type: 'response.function_call_arguments.delta',
    ...at,
    delta,
  }));
  const done = { type: 'response.function_call_arguments.done', ...at, name: item['name'] };
  return [...deltas, { ...done, arguments: input }];
}

function textEvents(item: Item, at: object): Item[] {
  const [part] = item['content'] as [{ text: string }];
  const place = { ...at, content_index: 0 };
  const deltas = (part.text.match(/\S+\s*/g) ?? []).map((delta) => ({
    type: 'response.output_text.delta',
    ...place,
    delta,
    logprobs: [],
  }));
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...deltas,
    { type: 'response.output_text.done', ...place, text: part.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
  ];
}

/** An event has a type and members of its own, as an item has. */
export function sseEvent(data: Item): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
