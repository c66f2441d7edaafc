import type { Usage } from '../../main/contracts/usage.ts';

/** A usage of nothing, but for what the test names. */
export function aUsage(named: Partial<Usage> = {}): Usage {
  return {
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: null,
    inputAudioTokens: 0,
    outputAudioTokens: 0,
    webSearchRequests: 0,
    serverToolUses: 0,
    serviceTier: null,
    speed: null,
    vendorCostNanoUsd: null,
    returnedModel: null,
    extraPasses: [],
    isPartial: false,
    isEstimated: false,
    ...named,
  };
}
