import type { StopReason } from '../inner/answer.ts';

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'stop',
  toolCalls: 'tool_calls',
  stopSequence: 'stop',
  maxTokens: 'length',
  contextFull: 'length',
  refusal: 'content_filter',
  filtered: 'content_filter',
  paused: 'stop',
  malformedCall: 'stop',
  other: 'stop',
};

/** OpenAI's own and those of vendors: `model_length` is Mistral's, `sensitive` Zhipu's, `eos` Together's. */
const READ: ReadonlyMap<unknown, StopReason> = new Map<unknown, StopReason>([
  ['stop', 'end'],
  ['eos', 'end'],
  ['tool_calls', 'toolCalls'],
  ['function_call', 'toolCalls'],
  ['length', 'maxTokens'],
  ['model_length', 'contextFull'],
  ['content_filter', 'filtered'],
  ['sensitive', 'filtered'],
]);

/** OpenRouter, Zhipu, DeepSeek and vLLM end answers that failed with a reason instead of an error. */
const FAILURES: ReadonlySet<unknown> = new Set([
  'error',
  'network_error',
  'insufficient_system_resource',
  'abort',
]);

export function chatStop(reason: StopReason): string {
  return WRITTEN[reason];
}

export function readChatStop(value: unknown): StopReason {
  return READ.get(value) ?? 'other';
}

export function isFailure(value: unknown): boolean {
  return FAILURES.has(value);
}
