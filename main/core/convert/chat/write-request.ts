import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts, Written } from '../codec.ts';
import type { Quirks } from '../inner/quirks.ts';
import { hint } from '../inner/reading.ts';
import type { InnerRequest, Loss, ResponseFormat } from '../inner/request.ts';
import { isReasoningModel } from '../responses/reasoning-model.ts';
import { withoutUnsupported } from '../unsupported.ts';
import { writeMessages } from './write-messages.ts';
import { writeThinking } from './write-thinking.ts';
import { writeTools } from './write-tools.ts';

const PATH = '/v1/chat/completions';

/** OpenAI takes four. */
const MOST_STOPS = 4;

export function writeChatRequest(request: InnerRequest, facts: WriteFacts): Written {
  const { quirks, model, isStreaming } = facts;
  const losses: Loss[] = [];
  const body: JsonObject = {
    model,
    messages: writeMessages(request.system, request.turns, quirks, losses),
    ...writeTools(request, quirks, losses),
    ...writeLimit(request, quirks, model),
    ...writeSampling(request, model, losses),
    ...writeStop(request, losses),
    ...writeFormat(request.format),
    ...writeThinking(request.reasoning, quirks, model),
    ...writeHints(request, losses),
    ...(isStreaming ? { stream: true } : {}),
    // Without it most never tell what a stream has used.
    ...(isStreaming && quirks.hasStreamUsage ? { stream_options: { include_usage: true } } : {}),
  };
  return {
    kind: 'written',
    body: withoutUnsupported(body, quirks, losses),
    path: PATH,
    query: '',
    headers: [],
    losses,
  };
}

function writeLimit({ maxOutputTokens }: InnerRequest, quirks: Quirks, model: string): JsonObject {
  if (maxOutputTokens === null) return {};
  const limit = Math.min(maxOutputTokens, quirks.maxOutputTokens ?? maxOutputTokens);
  const byModel = isReasoningModel(model) ? 'max_completion_tokens' : 'max_tokens';
  return { [quirks.maxTokensName ?? byModel]: limit };
}

/** OpenAI's models that think refuse what steers sampling. */
function writeSampling({ sampling }: InnerRequest, model: string, losses: Loss[]): JsonObject {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty, topLogprobs } =
    sampling;
  if (topK !== null) losses.push(hint('top-k'));
  const seeded = seed === null ? {} : { seed };
  if (isReasoningModel(model)) {
    const refused = {
      temperature,
      'top-p': topP,
      'presence-penalty': presencePenalty,
      'frequency-penalty': frequencyPenalty,
      logprobs: topLogprobs,
    };
    for (const [name, value] of Object.entries(refused))
      if (value !== null) losses.push(hint(name));
    return seeded;
  }
  return {
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(presencePenalty === null ? {} : { presence_penalty: presencePenalty }),
    ...(frequencyPenalty === null ? {} : { frequency_penalty: frequencyPenalty }),
    ...(topLogprobs === null ? {} : { logprobs: true, top_logprobs: topLogprobs }),
    ...seeded,
  };
}

function writeStop({ stop }: InnerRequest, losses: Loss[]): JsonObject {
  if (stop.length === 0) return {};
  if (stop.length > MOST_STOPS)
    losses.push(hint('stop-sequences', `more than ${String(MOST_STOPS)}`));
  return { stop: stop.slice(0, MOST_STOPS) };
}

function writeFormat(format: ResponseFormat | null): JsonObject {
  if (format === null) return {};
  if (format.kind === 'json') return { response_format: { type: 'json_object' } };
  const { name, description, schema, isStrict } = format;
  const stated = {
    name: name ?? 'answer',
    ...(description === null ? {} : { description }),
    schema,
    ...(isStrict === null ? {} : { strict: isStrict }),
  };
  return { response_format: { type: 'json_schema', json_schema: stated } };
}

/** What one vendor is told of a person or of a contract is no business of another's. */
function writeHints({ hints, protocol }: InnerRequest, losses: Loss[]): JsonObject {
  const { promptCacheKey, serviceTier, verbosity } = hints;
  const isOpenAi = protocol === 'openai-responses';
  const kept = promptCacheKey !== null && isOpenAi ? { prompt_cache_key: promptCacheKey } : {};
  const foreign = {
    'user-id': hints.userId,
    metadata: hints.metadata,
    'service-tier': isOpenAi ? null : serviceTier,
    verbosity: isOpenAi ? null : verbosity,
  };
  for (const [name, value] of Object.entries(foreign)) if (value !== null) losses.push(hint(name));
  if (!isOpenAi) return kept;
  return {
    ...kept,
    ...(serviceTier === null ? {} : { service_tier: serviceTier }),
    ...(verbosity === null ? {} : { verbosity }),
  };
}
