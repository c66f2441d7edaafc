import type { StopReason } from '../inner/answer.ts';

const WRITTEN: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  toolCalls: 'tool_use',
  stopSequence: 'stop_sequence',
  maxTokens: 'max_tokens',
  contextFull: 'model_context_window_exceeded',
  refusal: 'refusal',
  filtered: 'refusal',
  paused: 'pause_turn',
  malformedCall: 'end_turn',
  other: 'end_turn',
};

const READ: ReadonlyMap<unknown, StopReason> = new Map<unknown, StopReason>([
  ['end_turn', 'end'],
  ['tool_use', 'toolCalls'],
  ['stop_sequence', 'stopSequence'],
  ['max_tokens', 'maxTokens'],
  ['model_context_window_exceeded', 'contextFull'],
  ['refusal', 'refusal'],
  ['pause_turn', 'paused'],
]);

export function anthropicStop(reason: StopReason): string {
  return WRITTEN[reason];
}

export function readAnthropicStop(value: unknown): StopReason {
  return READ.get(value) ?? 'other';
}
