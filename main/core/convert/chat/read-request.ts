import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import type { ConvertError, RequestFacts } from '../codec.ts';
import {
  booleanAt,
  contentLoss,
  EMPTY_REQUEST,
  isObject,
  limitAt,
  numberAt,
  restOf,
  textAt,
  textsAt,
} from '../inner/reading.ts';
import { effortOf } from '../inner/reasoning.ts';
import type {
  Hints,
  InnerRequest,
  Loss,
  Reasoning,
  ResponseFormat,
  Sampling,
} from '../inner/request.ts';
import { invalid } from '../invalid.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { readMessages } from './read-messages.ts';
import { readChoice, readTools } from './read-tools.ts';

const KNOWN: ReadonlySet<string> = new Set(
  (
    'model messages tools functions tool_choice function_call parallel_tool_calls max_tokens max_completion_tokens ' +
    'temperature top_p top_k seed presence_penalty frequency_penalty logprobs top_logprobs stop response_format ' +
    'reasoning_effort reasoning thinking enable_thinking verbosity user safety_identifier metadata store ' +
    'prompt_cache_key service_tier stream stream_options n web_search_options modalities'
  ).split(' '),
);

export function readChatRequest(body: unknown, facts: RequestFacts): InnerRequest | ConvertError {
  if (!isObject(body)) return invalid('The body is not a JSON object.');
  if (isNestedTooDeep(body)) return invalid('The body is nested too deep.');
  const { messages } = body;
  if (!Array.isArray(messages)) return invalid('messages: a list is required.');
  const losses: Loss[] = [];
  const read = readMessages(messages, losses);
  if ('at' in read) {
    return invalid(`messages[${String(read.at)}]: an object with a known role is required.`);
  }
  noteLosses(body, losses);
  const tools = readTools(body);
  return {
    ...EMPTY_REQUEST,
    ...read,
    protocol: 'openai-chat',
    model: textAt(body, 'model') ?? facts.model,
    isStreaming: body['stream'] === true,
    wantsUsage: objectAt(body, 'stream_options')?.['include_usage'] === true,
    tools,
    toolChoice: readChoice(body['tool_choice'] ?? body['function_call']),
    isParallel: booleanAt(body, 'parallel_tool_calls'),
    // Both names are in use; the newer one is the more exact.
    maxOutputTokens: limitAt(body, 'max_completion_tokens') ?? limitAt(body, 'max_tokens'),
    sampling: readSampling(body),
    stop: textsAt(body, 'stop'),
    format: readFormat(objectAt(body, 'response_format')),
    reasoning: readReasoning(body),
    hints: readHints(body),
    rest: restOf(body, KNOWN),
    losses,
  };
}

function readSampling(body: JsonObject): Sampling {
  const topLogprobs = numberAt(body, 'top_logprobs');
  return {
    temperature: numberAt(body, 'temperature'),
    topP: numberAt(body, 'top_p'),
    topK: numberAt(body, 'top_k'),
    seed: numberAt(body, 'seed'),
    presencePenalty: numberAt(body, 'presence_penalty'),
    frequencyPenalty: numberAt(body, 'frequency_penalty'),
    topLogprobs: body['logprobs'] === true ? (topLogprobs ?? 0) : null,
  };
}

function readFormat(format: JsonObject | null): ResponseFormat | null {
  if (format?.['type'] === 'json_object') return { kind: 'json' };
  const stated = objectAt(format, 'json_schema');
  const schema = objectAt(stated, 'schema');
  if (format?.['type'] !== 'json_schema' || schema === null) return null;
  return {
    kind: 'schema',
    name: textAt(stated, 'name'),
    description: textAt(stated, 'description'),
    schema,
    isStrict: booleanAt(stated, 'strict'),
  };
}

/** OpenAI's effort, OpenRouter's object, and the switches of DeepSeek, Kimi, Z.AI and Qwen. */
function readReasoning(body: JsonObject): Reasoning | null {
  const object = objectAt(body, 'reasoning');
  const effort = effortOf(body['reasoning_effort'] ?? object?.['effort']);
  const budget = limitAt(object, 'max_tokens');
  const type = objectAt(body, 'thinking')?.['type'];
  const flag = booleanAt(body, 'enable_thinking') ?? booleanAt(object, 'enabled');
  const isOff = effort === 'none' || type === 'disabled' || flag === false;
  if (isOff) return { isOn: false, effort: null, budgetTokens: null, summary: null };
  const isSwitched = type === 'enabled' || flag === true;
  if (effort === null && budget === null && !isSwitched) return null;
  const summary = object?.['exclude'] === true ? 'none' : null;
  const budgetTokens = budget ?? (effort === null ? -1 : null);
  return { isOn: true, effort, budgetTokens, summary };
}

function readHints(body: JsonObject): Hints {
  return {
    userId: textAt(body, 'safety_identifier') ?? textAt(body, 'user'),
    metadata: objectAt(body, 'metadata'),
    promptCacheKey: textAt(body, 'prompt_cache_key'),
    serviceTier: textAt(body, 'service_tier'),
    verbosity: textAt(body, 'verbosity'),
    isStored: booleanAt(body, 'store'),
  };
}

function noteLosses(body: JsonObject, losses: Loss[]): void {
  const choices = numberAt(body, 'n');
  if (choices !== null && choices > 1) losses.push(contentLoss('several-choices', String(choices)));
  for (const modality of textsAt(body, 'modalities')) {
    if (modality !== 'text') losses.push(contentLoss('output-modality', modality));
  }
}
