import { NO_COUNTS, type Counts } from '../../usage/counts.ts';

/** Anthropic's `input_tokens` leave out what came from a cache or went there. Zero, never null, where nothing is known. */
export function anthropicUsage(counts: Counts | null): object {
  const { inputTokens, cacheReadTokens, cacheWrite1hTokens, outputTokens, ...rest } =
    counts ?? NO_COUNTS;
  const written5m = rest.cacheWrite5mTokens + rest.cacheWriteTokens;
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: written5m + cacheWrite1hTokens,
    cache_read_input_tokens: cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: written5m,
      ephemeral_1h_input_tokens: cacheWrite1hTokens,
    },
    output_tokens: outputTokens,
    ...(rest.webSearchRequests > 0
      ? { server_tool_use: { web_search_requests: rest.webSearchRequests } }
      : {}),
  };
}
