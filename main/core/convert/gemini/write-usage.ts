import type { JsonObject } from '../../gate/event-json.ts';
import { totalInputTokens, type Counts } from '../../usage/counts.ts';

/** Gemini counts thoughts apart from what is said. */
export function usageMetadata(counts: Counts | null): JsonObject {
  const prompt = counts === null ? 0 : totalInputTokens(counts);
  const output = counts?.outputTokens ?? 0;
  const thoughts = Math.min(counts?.reasoningTokens ?? 0, output);
  const cached = counts?.cacheReadTokens ?? 0;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: output - thoughts,
    totalTokenCount: prompt + output,
    ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
  };
}
