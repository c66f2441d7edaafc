import type { Usage } from '#contracts/usage';

/** The tokens of an answer in three figures: read anew or written to a cache, read from a cache, written. */
export function tokenSums(usage: Usage): { input: number; cached: number; output: number } {
  const { inputTokens, cacheWrite5mTokens, cacheWrite1hTokens, cacheWriteTokens } = usage;
  return {
    input: inputTokens + cacheWrite5mTokens + cacheWrite1hTokens + cacheWriteTokens,
    cached: usage.cacheReadTokens,
    output: usage.outputTokens,
  };
}
