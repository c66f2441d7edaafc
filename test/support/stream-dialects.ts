import type { Protocol } from '../../main/contracts/protocol.ts';

/** How the streams of one protocol speak, in as few events as a client needs. */
export type StreamDialect = {
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Comes first and is no output yet: the gate stays closed. */
  readonly start: string;
  /** Output: the first one opens the gate. */
  readonly delta: (text: string) => string;
  /** What a stream that is whole ends with. */
  readonly end: string;
};

const CHUNK = { id: 'chatcmpl-1', object: 'chat.completion.chunk' };
const RESPONSE = { id: 'resp_1', object: 'response', output: [] };

export const STREAM_DIALECTS: Readonly<Record<Protocol, StreamDialect>> = {
  anthropic: {
    path: '/v1/messages',
    request: { model: 'm', max_tokens: 5, messages: [], stream: true },
    start: named({
      type: 'message_start',
      message: { id: 'msg_1', type: 'message', role: 'assistant', content: [] },
    }),
    delta: (text) =>
      named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    end: [
      named({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
      named({ type: 'message_stop' }),
    ].join(''),
  },
  'openai-chat': {
    path: '/v1/chat/completions',
    request: { model: 'm', messages: [], stream: true },
    start: bare({ ...CHUNK, choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
    delta: (content) => bare({ ...CHUNK, choices: [{ index: 0, delta: { content } }] }),
    end: `${bare({ ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`,
  },
  'openai-responses': {
    path: '/v1/responses',
    request: { model: 'm', input: 'hi', stream: true },
    start: named({ type: 'response.created', response: { ...RESPONSE, status: 'in_progress' } }),
    delta: (delta) => named({ type: 'response.output_text.delta', item_id: 'msg_1', delta }),
    end: named({ type: 'response.completed', response: { ...RESPONSE, status: 'completed' } }),
  },
  gemini: {
    path: '/v1beta/models/m:streamGenerateContent?alt=sse',
    request: { contents: [] },
    start: bare({ responseId: 'answer-1', modelVersion: 'm' }),
    delta: (text) => bare({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] }),
    end: bare({ candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP' }] }),
  },
};

function named(data: { readonly type: string; readonly [member: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function bare(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
