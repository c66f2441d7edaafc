import { createHash } from 'node:crypto';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { prose } from './prose.ts';
import { MODELS } from './request-body.ts';
import { EMPTY_STAMP, stampOffset } from './stamps.ts';

export type StreamShape = {
  readonly deltas: number;
  readonly deltaChars: number;
  readonly isStamped: boolean;
};

/** One event on the wire; `stampAt` is where the digits of its stamp go, -1 for none. */
export type StreamEvent = { readonly bytes: Buffer; readonly stampAt: number };

type Event = { readonly name?: string; readonly data: unknown };
type EventsOf = (texts: readonly string[]) => readonly Event[];

/** The events of a whole streamed answer. */
export function streamEvents(protocol: Protocol, shape: StreamShape): readonly StreamEvent[] {
  const texts = Array.from({ length: shape.deltas }, (_, index) => deltaText(index, shape));
  return EVENTS[protocol](texts).map(({ name, data }) => {
    const line = typeof data === 'string' ? data : JSON.stringify(data);
    const bytes = Buffer.from(`${name === undefined ? '' : `event: ${name}\n`}data: ${line}\n\n`);
    return { bytes, stampAt: shape.isStamped ? stampOffset(bytes) : -1 };
  });
}

/** SHA-256 that a client must find when it has received the stream unchanged, stamps zeroed. */
export function streamHash(protocol: Protocol, shape: StreamShape): string {
  const hash = createHash('sha256');
  for (const { bytes } of streamEvents(protocol, shape)) hash.update(bytes);
  return hash.digest('hex');
}

function deltaText(index: number, shape: StreamShape): string {
  const head = shape.isStamped ? EMPTY_STAMP : '';
  const length = Math.max(1, shape.deltaChars - head.length);
  return head + prose(length, index + 3).replace(/[\n"]/g, ' ');
}

const ANTHROPIC_USAGE = {
  input_tokens: 12,
  cache_creation_input_tokens: 1850,
  cache_read_input_tokens: 16_650,
};

const anthropicEvent = (type: string, fields: object = {}): Event => ({
  name: type,
  data: { type, ...fields },
});

const anthropic: EventsOf = (texts) => [
  anthropicEvent('message_start', {
    message: {
      id: 'msg_fake0001',
      type: 'message',
      role: 'assistant',
      model: MODELS.anthropic,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...ANTHROPIC_USAGE, output_tokens: 1 },
    },
  }),
  anthropicEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  anthropicEvent('ping'),
  ...texts.map((text) =>
    anthropicEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  ),
  anthropicEvent('content_block_stop', { index: 0 }),
  anthropicEvent('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { ...ANTHROPIC_USAGE, output_tokens: texts.length },
  }),
  anthropicEvent('message_stop'),
];

const openaiChat: EventsOf = (texts) => {
  const base = {
    id: 'chatcmpl-fake0001',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: MODELS['openai-chat'],
  };
  const chunk = (delta: object, reason: string | null = null): Event => ({
    data: { ...base, choices: [{ index: 0, delta, finish_reason: reason }] },
  });
  const usage = { prompt_tokens: 18_500, completion_tokens: texts.length };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...texts.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { data: { ...base, choices: [], usage } },
    { data: '[DONE]' },
  ];
};

const openaiResponses: EventsOf = (texts) => {
  const response = {
    id: 'resp_fake0001',
    object: 'response',
    created_at: 1_700_000_000,
    model: MODELS['openai-responses'],
  };
  const item = { id: 'msg_1', type: 'message', role: 'assistant', content: [] };
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const usage = { input_tokens: 18_500, output_tokens: texts.length };
  const events: readonly { type: string; fields: object }[] = [
    { type: 'response.created', fields: { response: { ...response, status: 'in_progress' } } },
    { type: 'response.output_item.added', fields: { output_index: 0, item } },
    ...texts.map((delta) => ({
      type: 'response.output_text.delta',
      fields: { ...place, delta },
    })),
    { type: 'response.output_text.done', fields: { ...place, text: '' } },
    {
      type: 'response.completed',
      fields: { response: { ...response, status: 'completed', usage } },
    },
  ];
  return events.map(({ type, fields }, index) => ({
    name: type,
    data: { type, sequence_number: index, ...fields },
  }));
};

const gemini: EventsOf = (texts) =>
  texts.map((text, index) => {
    const isLast = index === texts.length - 1;
    const content = { role: 'model', parts: [{ text }] };
    const usage = { promptTokenCount: 18_500, candidatesTokenCount: texts.length };
    return {
      data: {
        candidates: [{ content, index: 0, ...(isLast ? { finishReason: 'STOP' } : {}) }],
        ...(isLast ? { usageMetadata: usage } : {}),
        modelVersion: MODELS.gemini,
      },
    };
  });

const EVENTS: Readonly<Record<Protocol, EventsOf>> = {
  anthropic,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
};
