import type { JsonObject } from '../../gate/event-json.ts';
import { REPLY_STATUS } from '../../reply-status.ts';
import { totalInputTokens, type Counts } from '../../usage/counts.ts';
import type { AnswerFacts } from '../codec.ts';
import type { InnerError, StopReason } from '../inner/answer.ts';

/** What a response says besides its output, the same in every event that carries it. */
export function responseFrame(facts: AnswerFacts, model: string | null): JsonObject {
  const { request } = facts;
  const { sampling, reasoning, hints } = request;
  return {
    id: `resp_${facts.seed}`,
    object: 'response',
    created_at: Math.floor(facts.nowMs / 1000),
    background: false,
    // Instructions and tools would be most of the answer, in three of its events, and no client reads them there.
    instructions: null,
    max_output_tokens: request.maxOutputTokens,
    max_tool_calls: null,
    model: model ?? facts.model,
    parallel_tool_calls: request.isParallel ?? true,
    previous_response_id: null,
    prompt_cache_key: hints.promptCacheKey,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    safety_identifier: null,
    service_tier: 'default',
    store: false,
    temperature: sampling.temperature ?? 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: sampling.topP ?? 1,
    truncation: 'disabled',
    user: null,
    metadata: hints.metadata ?? {},
  };
}

/** Codex parses an answer only with both lists of details, even where they say nothing. */
export function responseUsage(counts: Counts | null): JsonObject {
  const input = counts === null ? 0 : totalInputTokens(counts);
  const written =
    (counts?.cacheWriteTokens ?? 0) +
    (counts?.cacheWrite5mTokens ?? 0) +
    (counts?.cacheWrite1hTokens ?? 0);
  const output = counts?.outputTokens ?? 0;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: counts?.cacheReadTokens ?? 0,
      cache_write_tokens: written,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: counts?.reasoningTokens ?? 0 },
    total_tokens: input + output,
  };
}

export type Ending = {
  readonly status: 'completed' | 'incomplete' | 'failed';
  /** Why it is incomplete. */
  readonly reason: string | null;
  readonly error: JsonObject | null;
};

/** How a response ends. Only what has been said to its end is complete. */
export function endingOf(stop: StopReason): Ending {
  switch (stop) {
    case 'maxTokens':
    case 'contextFull':
      return { status: 'incomplete', reason: 'max_output_tokens', error: null };
    case 'filtered':
      return { status: 'incomplete', reason: 'content_filter', error: null };
    case 'malformedCall': {
      // Codex tries again then; as a completed answer without a call it would end the turn.
      const message = 'The model called a tool in a way that cannot be read.';
      return { status: 'failed', reason: null, error: { code: 'server_error', message } };
    }
    case 'end':
    case 'toolCalls':
    case 'stopSequence':
    case 'refusal':
    case 'paused':
    case 'other':
      return { status: 'completed', reason: null, error: null };
  }
}

/** How services say that a prompt is too long. Codex makes it shorter when it is told by OpenAI's code. */
const TOO_LONG =
  /prompt is too long|context[ _](?:length|window)|maximum context|input token count|too many (?:input )?tokens/i;

export function errorOf({ status, code, message }: InnerError): JsonObject {
  return { code: errorCode(status, code ?? '', message), message };
}

function errorCode(status: number, code: string, message: string): string {
  if (TOO_LONG.test(code) || TOO_LONG.test(message)) return 'context_length_exceeded';
  if (/^insufficient_quota$|billing/i.test(code)) return 'insufficient_quota';
  if (status === REPLY_STATUS.tooMany) return 'rate_limit_exceeded';
  // Codex tries again after every code that it does not know to be final.
  return status === REPLY_STATUS.badRequest ? 'invalid_prompt' : 'server_error';
}
