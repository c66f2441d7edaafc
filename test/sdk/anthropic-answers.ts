/** Answers in the shapes of the Anthropic API. */

export const MODEL = 'claude-sonnet-5-5';

const USAGE = {
  input_tokens: 21,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 4,
  output_tokens: 9,
  service_tier: 'standard',
};

type Block =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: object;
    };

export function text(value: string): Block {
  return { type: 'text', text: value };
}

export function toolUse(id: string, name: string, input: object): Block {
  return { type: 'tool_use', id, name, input };
}

export function message(...content: readonly Block[]): object {
  return {
    id: 'msg_01Answer',
    type: 'message',
    role: 'assistant',
    model: MODEL,
    content,
    stop_reason: stopReason(content),
    stop_sequence: null,
    usage: USAGE,
  };
}

/** The same message as events: a text comes word by word, the input of a tool in pieces of JSON. */
export function messageEvents(...content: readonly Block[]): string[] {
  const start = { ...message(), stop_reason: null, usage: { ...USAGE, output_tokens: 1 } };
  const delta = { stop_reason: stopReason(content), stop_sequence: null };
  return [
    event({ type: 'message_start', message: start }),
    event({ type: 'ping' }),
    ...content.flatMap(blockEvents),
    event({ type: 'message_delta', delta, usage: { output_tokens: USAGE.output_tokens } }),
    event({ type: 'message_stop' }),
  ];
}

function blockEvents(block: Block, index: number): string[] {
  const isText = block.type === 'text';
  const empty = isText ? { ...block, text: '' } : { ...block, input: {} };
  const pieces = isText
    ? (block.text.match(/\S+\s*/g) ?? [])
    : (JSON.stringify(block.input).match(/.{1,5}/g) ?? []);
  const deltas = pieces.map((piece) =>
    isText
      ? { type: 'text_delta', text: piece }
      : { type: 'input_json_delta', partial_json: piece },
  );
  return [
    event({ type: 'content_block_start', index, content_block: empty }),
    ...deltas.map((delta) => event({ type: 'content_block_delta', index, delta })),
    event({ type: 'content_block_stop', index }),
  ];
}

export function error(type: string, words: string): Event {
  return { type: 'error', error: { type, message: words } };
}

type Event = { readonly type: string; readonly [member: string]: unknown };

export function event(data: Event): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stopReason(content: readonly Block[]): string {
  return content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
}
