import { NO_COUNTS, totalInputTokens, type Counts } from '../../usage/counts.ts';

/** Chat's `prompt_tokens` are the whole input. Zero, never null, where nothing is known. */
export function chatUsage(counts: Counts | null): object {
  const known = counts ?? NO_COUNTS;
  const input = totalInputTokens(known);
  const written = known.cacheWrite5mTokens + known.cacheWrite1hTokens + known.cacheWriteTokens;
  return {
    prompt_tokens: input,
    completion_tokens: known.outputTokens,
    total_tokens: input + known.outputTokens,
    prompt_tokens_details: {
      cached_tokens: known.cacheReadTokens,
      // OpenRouter's word for it; OpenAI has none.
      ...(written > 0 ? { cache_write_tokens: written } : {}),
      audio_tokens: known.inputAudioTokens,
    },
    completion_tokens_details: {
      reasoning_tokens: known.reasoningTokens ?? 0,
      audio_tokens: known.outputAudioTokens,
    },
  };
}
