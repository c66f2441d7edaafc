/**
 * What one answer used, as its vendor counted it. The four kinds of input add up to the whole input; every count is an
 * integer and never negative.
 */
export type Usage = {
  /** Input that was neither read from a cache nor written to one, the prompts of server tools included. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  /** Cache writes of vendors that state no lifetime. */
  readonly cacheWriteTokens: number;
  /** Everything that is billed as output, reasoning included. */
  readonly outputTokens: number;
  /** The part of the output that is reasoning; null when the vendor does not say. */
  readonly reasoningTokens: number | null;
  /** The part of the whole input that is sound, which some models price apart. */
  readonly inputAudioTokens: number;
  readonly outputAudioTokens: number;
  readonly webSearchRequests: number;
  /** Uses of any tool that the vendor runs, web searches included. */
  readonly serverToolUses: number;
  /** `standard`, `priority`, `flex`, `batch` …, as stated; null when it is not. */
  readonly serviceTier: string | null;
  /** Anthropic's `fast` or `standard`; null when it is not stated. */
  readonly speed: string | null;
  /** What the vendor says it charges for this answer; null when it says nothing. */
  readonly vendorCostNanoUsd: number | null;
  /** The model that the answer names. */
  readonly returnedModel: string | null;
  /** Passes that are billed beside the counts above; nearly always empty. */
  readonly extraPasses: readonly UsagePass[];
  /** The final counts never came, as when a stream breaks: the output was at least this. */
  readonly isPartial: boolean;
  /** Counted by ourselves because the vendor said nothing. */
  readonly isEstimated: boolean;
};

/** A compaction, or the word of an advisor model, within one answer. */
export type UsagePass = {
  readonly kind: string;
  /** Null when it ran on the answer's own model. */
  readonly model: string | null;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly outputTokens: number;
};
