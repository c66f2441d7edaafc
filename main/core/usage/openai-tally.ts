import { objectAt, type JsonObject } from '../gate/event-json.ts';
import { countAt, firstPositive, nameOf, NO_COUNTS, partAt, type Counts } from './counts.ts';
import { vendorCostNanoUsd } from './vendor-cost.ts';

/**
 * Chat, Responses and everything else that speaks like OpenAI: embeddings, pictures, sound. Where a stream states its
 * usage more than once, each object is complete, so the last one is taken as it is – unless it says nothing, as the
 * last ones of some relays do.
 */
export class OpenAiTally {
  #last: JsonObject | null = null;

  add(usage: JsonObject): void {
    if (this.#last === null || saysMoreThanNothing(usage)) this.#last = usage;
  }

  counts(): Counts | null {
    return this.#last === null ? null : countsOf(this.#last);
  }
}

const INPUT_FIELDS = ['prompt_tokens', 'input_tokens'] as const;
const OUTPUT_FIELDS = ['completion_tokens', 'output_tokens'] as const;

function saysMoreThanNothing(usage: JsonObject): boolean {
  const input = countAt(usage, ...INPUT_FIELDS);
  return firstPositive(input, countAt(usage, ...OUTPUT_FIELDS), countAt(usage, 'total_tokens')) > 0;
}

function countsOf(usage: JsonObject): Counts | null {
  const prompt = countAt(usage, ...INPUT_FIELDS);
  const completion = countAt(usage, ...OUTPUT_FIELDS);
  const total = countAt(usage, 'total_tokens');
  // Transcriptions may be billed by the second: those are no tokens.
  if (prompt === null && completion === null && total === null) return null;

  const inputParts = partAt(
    usage,
    'prompt_tokens_details',
    'input_tokens_details',
    'input_token_details',
  );
  const outputParts = partAt(
    usage,
    'completion_tokens_details',
    'output_tokens_details',
    'output_token_details',
  );
  const reasoning = countAt(outputParts, 'reasoning_tokens') ?? countAt(usage, 'reasoning_tokens');
  const parts = {
    read: cacheReadIn(usage, inputParts),
    written: cacheWriteIn(usage, inputParts),
    audio: countAt(inputParts, 'audio_tokens') ?? 0,
    reasoning,
  };
  const { input, output } = settled(prompt ?? 0, completion ?? 0, total, parts);
  // Some vendors have reported more cached tokens than prompt tokens.
  const read = Math.min(parts.read, input);
  const written = Math.min(parts.written, input - read);
  return {
    ...NO_COUNTS,
    inputTokens: input - read - written,
    cacheReadTokens: read,
    cacheWriteTokens: written,
    outputTokens: output,
    reasoningTokens: reasoning === null ? null : Math.min(reasoning, output),
    inputAudioTokens: Math.min(parts.audio, input),
    outputAudioTokens: Math.min(countAt(outputParts, 'audio_tokens') ?? 0, output),
    ...serverToolsIn(usage),
    serviceTier: nameOf(usage['service_tier']),
    vendorCostNanoUsd: vendorCostNanoUsd(usage),
  };
}

/** OpenAI's own place first, then those of DeepSeek, Moonshot and Together, Mistral, and relays to Anthropic. */
function cacheReadIn(usage: JsonObject, parts: JsonObject | null): number {
  return firstPositive(
    countAt(parts, 'cached_tokens'),
    countAt(usage, 'prompt_cache_hit_tokens'),
    countAt(usage, 'cached_tokens'),
    countAt(usage, 'num_cached_tokens'),
    countAt(usage, 'cache_read_input_tokens'),
  );
}

function cacheWriteIn(usage: JsonObject, parts: JsonObject | null): number {
  return firstPositive(
    countAt(parts, 'cache_write_tokens'),
    countAt(usage, 'cache_creation_input_tokens'),
  );
}

type Parts = {
  readonly read: number;
  readonly written: number;
  readonly audio: number;
  readonly reasoning: number | null;
};

/**
 * Input and output as they are billed. When the total is larger than both together, a part was left out of one of them,
 * and its size tells which.
 */
function settled(
  prompt: number,
  completion: number,
  total: number | null,
  parts: Parts,
): { readonly input: number; readonly output: number } {
  const left = total === null ? 0 : total - prompt - completion;
  if (left <= 0) return { input: prompt, output: completion };
  // xAI counts reasoning apart from the completion.
  if (left === parts.reasoning) return { input: prompt, output: completion + left };
  // Mistral counts sound apart from the prompt, relays to Anthropic what was cached.
  if (left === parts.audio || left === parts.read + parts.written) {
    return { input: prompt + left, output: completion };
  }
  // Google's chat endpoint hides its thinking. Where reasoning is told, what is left is anybody's guess.
  const isHidden = parts.reasoning === null || parts.reasoning === 0;
  return { input: prompt, output: isHidden ? completion + left : completion };
}

/** OpenRouter, xAI, Perplexity and OpenAI, each in its own words. */
function serverToolsIn(usage: JsonObject): Pick<Counts, 'webSearchRequests' | 'serverToolUses'> {
  const tools = partAt(usage, 'server_tool_use_details', 'server_tool_use');
  const calls = objectAt(usage, 'server_side_tool_usage_details');
  const webSearchRequests = firstPositive(
    countAt(tools, 'web_search_requests'),
    (countAt(calls, 'web_search_calls') ?? 0) + (countAt(calls, 'x_search_calls') ?? 0),
    countAt(usage, 'num_search_queries'),
    countAt(objectAt(objectAt(usage, 'tool_usage'), 'web_search'), 'num_requests'),
  );
  const executed = countAt(tools, 'tool_calls_executed');
  const uses = firstPositive(executed, countAt(usage, 'num_server_side_tools_used'));
  return { webSearchRequests, serverToolUses: Math.max(uses, webSearchRequests) };
}
