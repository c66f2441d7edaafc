import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts, Written } from '../codec.ts';
import { contentLoss, hint, textIn } from '../inner/reading.ts';
import { nearestEffort } from '../inner/reasoning.ts';
import type { InnerRequest, Loss, ResponseFormat } from '../inner/request.ts';
import { withoutUnsupported } from '../unsupported.ts';
import { isChattingModel, isReasoningModel, openAiEffort } from './reasoning-model.ts';
import { writeItems } from './write-items.ts';
import { writeTools } from './write-tools.ts';

/** Smaller limits are refused; clients ask for one token to see whether a key is good. */
const LEAST_OUTPUT_TOKENS = 16;

export function writeRequest(request: InnerRequest, facts: WriteFacts): Written {
  const { model, quirks, isStreaming } = facts;
  const losses: Loss[] = [];
  const instructions = textIn(request.system);
  const body: Record<string, unknown> = { model };
  if (instructions !== '') body['instructions'] = instructions;
  body['input'] = writeItems(request.turns, losses);
  Object.assign(body, writeTools(request, quirks.hasParallelTools, losses));
  const limit = limitOf(request, facts);
  if (limit !== null) body['max_output_tokens'] = limit;
  // Of models that are not OpenAI's nobody knows; they are asked when the client asks.
  const isAsked = request.reasoning?.isOn === true && !isChattingModel(model);
  const isThinking = isReasoningModel(model) || isAsked;
  Object.assign(body, writeSampling(request, isThinking, losses));
  if (isThinking) Object.assign(body, writeReasoning(request, facts));
  const text = writeText(request, facts);
  if (Object.keys(text).length > 0) body['text'] = text;
  // The client keeps the conversation, so nobody else has to; then reasoning must come along with it.
  body['store'] = request.hints.isStored ?? false;
  if (isThinking) body['include'] = ['reasoning.encrypted_content'];
  Object.assign(body, writeHints(request, losses));
  if (isStreaming) body['stream'] = true;
  return {
    kind: 'written',
    body: withoutUnsupported(body, quirks, losses),
    path: '/v1/responses',
    query: '',
    headers: [],
    losses,
  };
}

function limitOf({ maxOutputTokens }: InnerRequest, { quirks }: WriteFacts): number | null {
  if (maxOutputTokens === null) return null;
  const most = quirks.maxOutputTokens ?? Infinity;
  return Math.min(Math.max(maxOutputTokens, LEAST_OUTPUT_TOKENS), most);
}

function writeSampling(request: InnerRequest, isThinking: boolean, losses: Loss[]): JsonObject {
  const { sampling } = request;
  const { temperature, topP, topLogprobs } = sampling;
  const foreign = {
    'top-k': sampling.topK,
    seed: sampling.seed,
    'presence-penalty': sampling.presencePenalty,
    'frequency-penalty': sampling.frequencyPenalty,
  };
  for (const [name, value] of Object.entries(foreign)) {
    if (value !== null) losses.push(hint(name));
  }
  if (request.stop.length > 0) losses.push(contentLoss('stop-sequences'));
  // Models that think refuse both.
  if (isThinking) {
    if (temperature !== null) losses.push(hint('temperature'));
    if (topP !== null) losses.push(hint('top-p'));
  }
  return {
    ...(temperature === null || isThinking ? {} : { temperature: Math.min(temperature, 2) }),
    ...(topP === null || isThinking ? {} : { top_p: topP }),
    ...(topLogprobs === null ? {} : { top_logprobs: topLogprobs }),
  };
}

function writeReasoning({ reasoning }: InnerRequest, { quirks, model }: WriteFacts): JsonObject {
  if (reasoning === null || quirks.thinking === 'none') return {};
  const effort = nearestEffort(reasoning);
  // A client that sees reasoning in its own protocol expects to see it here. OpenAI shows it only to organisations that it
  // has verified and refuses the question of others, for which there is the quirk `effort`.
  const wanted = reasoning.summary ?? (reasoning.isOn ? 'auto' : 'none');
  const isShown = wanted !== 'none' && quirks.thinking !== 'effort';
  const said = {
    ...(effort === null ? {} : { effort: openAiEffort(effort, model) }),
    ...(isShown ? { summary: wanted } : {}),
  };
  return Object.keys(said).length === 0 ? {} : { reasoning: said };
}

function writeText({ format, hints }: InnerRequest, { quirks }: WriteFacts): JsonObject {
  const written = format === null ? null : writeFormat(format, quirks.responseFormat);
  return {
    ...(written === null ? {} : { format: written }),
    ...(hints.verbosity === null ? {} : { verbosity: hints.verbosity }),
  };
}

function writeFormat(
  format: ResponseFormat,
  known: 'schema' | 'object' | 'none',
): JsonObject | null {
  if (known === 'none') return null;
  if (format.kind === 'json' || known === 'object') return { type: 'json_object' };
  const { name, description, schema, isStrict } = format;
  const said = description === null ? {} : { description };
  const strict = isStrict === null ? {} : { strict: isStrict };
  return { type: 'json_schema', name: name ?? 'answer', ...said, schema, ...strict };
}

function writeHints({ hints, protocol }: InnerRequest, losses: Loss[]): JsonObject {
  const { userId, promptCacheKey, serviceTier, metadata } = hints;
  const isOpenAi = protocol === 'openai-chat' || protocol === 'openai-responses';
  // What one vendor is told of a person or of a contract is no business of another's.
  if (!isOpenAi) {
    if (userId !== null) losses.push(hint('user-id'));
    if (metadata !== null) losses.push(hint('metadata'));
    if (serviceTier !== null) losses.push(hint('service-tier', serviceTier));
    return promptCacheKey === null ? {} : { prompt_cache_key: promptCacheKey };
  }
  return {
    ...(metadata === null ? {} : { metadata }),
    ...(userId === null ? {} : { safety_identifier: userId }),
    ...(promptCacheKey === null ? {} : { prompt_cache_key: promptCacheKey }),
    ...(serviceTier === null ? {} : { service_tier: serviceTier }),
  };
}
