import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts, Written } from '../codec.ts';
import { hint } from '../inner/reading.ts';
import type { InnerRequest, Loss } from '../inner/request.ts';
import { withoutUnsupported } from '../unsupported.ts';
import { settleCacheMarks } from './cache-marks.ts';
import { thinksAdaptively } from './models.ts';
import { writeMessages, writeSystem } from './write-messages.ts';
import { writeThinking, type Thinking } from './write-thinking.ts';
import { writeChoice, writeTools } from './write-tools.ts';

const PATH = '/v1/messages';
const VERSION = ['anthropic-version', '2023-06-01'] as const;

/** The members come in one order, and tools and instructions before what changes: that keeps prefixes the same. */
export function writeAnthropicRequest(request: InnerRequest, facts: WriteFacts): Written {
  const { quirks, model, isStreaming } = facts;
  const losses: Loss[] = [];
  const wanted = request.maxOutputTokens ?? quirks.defaultMaxOutputTokens;
  const maxTokens = Math.min(wanted, quirks.maxOutputTokens ?? wanted);
  const thinking = writeThinking(request, facts, maxTokens);
  const tools = writeTools(request.tools, losses);
  const system = writeSystem(request.system);
  const messages = writeMessages(request.turns, losses);
  settleCacheMarks(tools, system, messages, quirks.addsCacheMarks);
  const { userId } = request.hints;
  const body: JsonObject = {
    model,
    max_tokens: maxTokens,
    ...(tools.length > 0 ? { tools, ...writeChoice(request) } : {}),
    ...(system.length > 0 ? { system } : {}),
    messages,
    ...thinking.members,
    ...outputConfig(request, thinking),
    ...writeSampling(request, facts, thinking, losses),
    ...(userId === null ? {} : { metadata: { user_id: userId } }),
    ...(isStreaming ? { stream: true } : {}),
  };
  noteHints(request, losses);
  return {
    kind: 'written',
    body: withoutUnsupported(body, quirks, losses),
    path: PATH,
    query: '',
    headers: [VERSION],
    losses,
  };
}

function outputConfig({ format }: InnerRequest, { effort }: Thinking): JsonObject {
  const schema = format?.kind === 'schema' ? { type: 'json_schema', schema: format.schema } : null;
  if (schema === null && effort === null) return {};
  return {
    output_config: {
      ...(effort === null ? {} : { effort }),
      ...(schema === null ? {} : { format: schema }),
    },
  };
}

/** Thinking refuses a temperature and `top_k`; newer models refuse temperature and `top_p` together. */
function writeSampling(
  { sampling, stop }: InnerRequest,
  { model }: WriteFacts,
  { isOn }: Thinking,
  losses: Loss[],
): JsonObject {
  const { temperature, topP, topK } = sampling;
  const foreign = {
    seed: sampling.seed,
    'presence-penalty': sampling.presencePenalty,
    'frequency-penalty': sampling.frequencyPenalty,
    logprobs: sampling.topLogprobs,
    ...(isOn ? { temperature, 'top-k': topK, 'top-p': topP } : {}),
  };
  for (const [name, value] of Object.entries(foreign)) {
    if (value !== null) losses.push(hint(name));
  }
  const stops = stop.filter((sequence) => sequence.trim() !== '');
  if (stops.length < stop.length) losses.push(hint('stop-sequences', 'white space'));
  const stopping = stops.length > 0 ? { stop_sequences: stops } : {};
  if (isOn) return stopping;
  const isEither = thinksAdaptively(model) || model.includes('claude');
  const hasTopP = topP !== null && !(isEither && temperature !== null);
  if (topP !== null && !hasTopP) losses.push(hint('top-p'));
  return {
    // Others go up to 2.
    ...(temperature === null ? {} : { temperature: Math.min(1, Math.max(0, temperature)) }),
    ...(hasTopP ? { top_p: topP } : {}),
    ...(topK === null ? {} : { top_k: topK }),
    ...stopping,
  };
}

function noteHints({ hints }: InnerRequest, losses: Loss[]): void {
  const { metadata, promptCacheKey, serviceTier, verbosity, isStored } = hints;
  const foreign = { metadata, verbosity, 'prompt-cache-key': promptCacheKey };
  for (const [name, value] of Object.entries(foreign)) {
    if (value !== null) losses.push(hint(name));
  }
  if (serviceTier !== null) losses.push(hint('service-tier', serviceTier));
  if (isStored === true) losses.push(hint('store'));
}
