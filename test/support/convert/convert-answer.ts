import type { Protocol } from '../../../main/contracts/protocol.ts';
import {
  AnswerConverter,
  type AnswerState,
  type ConverterFacts,
} from '../../../main/core/convert/answer-converter.ts';
import { EMPTY_REQUEST } from '../../../main/core/convert/inner/reading.ts';

/** A client that wants to see everything: thoughts, usage, a stream. */
export function factsOf(
  upstream: Protocol,
  client: Protocol,
  isStreaming = true,
  seed = 's1',
): ConverterFacts {
  return {
    upstream,
    client,
    isStreaming,
    names: new Map(),
    seed,
    nowMs: 1_760_000_000_000,
    model: 'asked-model',
    request: {
      ...EMPTY_REQUEST,
      protocol: client,
      isStreaming,
      wantsUsage: true,
      reasoning: { isOn: true, effort: 'high', budgetTokens: null, summary: 'auto' },
    },
    framing: 'sse',
  };
}

/** Converts a whole answer, however its bytes are cut. */
export function convertedAnswer(
  facts: ConverterFacts,
  chunks: readonly Uint8Array[],
): { readonly text: string; readonly state: AnswerState } {
  const converter = new AnswerConverter(facts);
  const pieces = chunks.map((chunk) => converter.push(chunk));
  pieces.push(converter.end());
  return { text: pieces.join(''), state: converter.state };
}
