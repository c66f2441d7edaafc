import type { Protocol } from '../../../main/contracts/protocol.ts';
import { prose } from './prose.ts';
import { MODELS } from './request-body.ts';

/** Makes an answer about 1.5 KB, the size of a short reply with its usage. */
const TEXT_CHARS = 1100;

/** A whole answer that is not streamed; `text` replaces what the model says. */
export function jsonAnswer(protocol: Protocol, text: string = prose(TEXT_CHARS, 5)): Buffer {
  return Buffer.from(JSON.stringify(ANSWERS[protocol](text)));
}

const ANSWERS: Readonly<Record<Protocol, (text: string) => unknown>> = {
  anthropic: (text) => ({
    id: 'msg_fake0001',
    type: 'message',
    role: 'assistant',
    model: MODELS.anthropic,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 12,
      cache_creation_input_tokens: 1850,
      cache_read_input_tokens: 16_650,
      output_tokens: 200,
      service_tier: 'standard',
    },
  }),
  'openai-chat': (text) => ({
    id: 'chatcmpl-fake0001',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: MODELS['openai-chat'],
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 18_500, completion_tokens: 200, total_tokens: 18_700 },
  }),
  'openai-responses': (text) => ({
    id: 'resp_fake0001',
    object: 'response',
    created_at: 1_700_000_000,
    status: 'completed',
    model: MODELS['openai-responses'],
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        content: [{ type: 'output_text', text }],
      },
    ],
    usage: { input_tokens: 18_500, output_tokens: 200, total_tokens: 18_700 },
  }),
  gemini: (text) => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 18_500, candidatesTokenCount: 200 },
    modelVersion: MODELS.gemini,
  }),
};
