import type { StopReason } from '../inner/answer.ts';

const READ: ReadonlyMap<unknown, StopReason> = new Map<unknown, StopReason>([
  ['STOP', 'end'],
  // The enumeration's number, as some SDKs write it.
  [1, 'end'],
  ['MAX_TOKENS', 'maxTokens'],
  [2, 'maxTokens'],
  ['SAFETY', 'filtered'],
  ['RECITATION', 'filtered'],
  ['LANGUAGE', 'filtered'],
  ['BLOCKLIST', 'filtered'],
  ['PROHIBITED_CONTENT', 'filtered'],
  ['SPII', 'filtered'],
  ['MODEL_ARMOR', 'filtered'],
  ['IMAGE_SAFETY', 'filtered'],
  ['IMAGE_PROHIBITED_CONTENT', 'filtered'],
  ['IMAGE_RECITATION', 'filtered'],
  ['MALFORMED_FUNCTION_CALL', 'malformedCall'],
  ['UNEXPECTED_TOOL_CALL', 'malformedCall'],
  ['TOO_MANY_TOOL_CALLS', 'malformedCall'],
  ['MALFORMED_RESPONSE', 'malformedCall'],
]);

/** Gemini stops at calls as it stops at anything; other dialects tell them apart. */
export function readStop(reason: unknown, hasCalls: boolean): StopReason {
  const read = READ.get(reason) ?? 'other';
  return read === 'end' && hasCalls ? 'toolCalls' : read;
}

export function writeStop(stop: StopReason): string {
  switch (stop) {
    case 'maxTokens':
    case 'contextFull':
      return 'MAX_TOKENS';
    case 'refusal':
    case 'filtered':
      return 'SAFETY';
    case 'malformedCall':
      return 'MALFORMED_FUNCTION_CALL';
    case 'end':
    case 'toolCalls':
    case 'stopSequence':
    case 'paused':
    case 'other':
      return 'STOP';
  }
}
