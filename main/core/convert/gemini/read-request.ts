import type { JsonObject } from '../../gate/event-json.ts';
import type { ConvertError, RequestFacts } from '../codec.ts';
import {
  contentLoss,
  EMPTY_REQUEST,
  hint,
  isObject,
  NO_HINTS,
  restOf,
  textPart,
  textsAt,
} from '../inner/reading.ts';
import { effortOf } from '../inner/reasoning.ts';
import type { InnerRequest, Loss, Reasoning, ResponseFormat, Sampling } from '../inner/request.ts';
import { invalid } from '../invalid.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { jsonSchema } from './json-schema.ts';
import { memberAt, numberOf, objectIn, objectsIn, partsOf, textOf } from './members.ts';
import { readContents } from './read-contents.ts';
import { readChoice, readTools } from './read-tools.ts';

const KNOWN: ReadonlySet<string> = new Set(
  (
    'model contents systemInstruction system_instruction generationConfig generation_config tools toolConfig ' +
    'tool_config safetySettings safety_settings cachedContent cached_content'
  ).split(' '),
);

/** Members of the configuration that are read; others are named as losses. */
const KNOWN_CONFIG: ReadonlySet<string> = new Set(
  (
    'temperature topP top_p topK top_k candidateCount candidate_count maxOutputTokens max_output_tokens stopSequences ' +
    'stop_sequences responseMimeType response_mime_type responseSchema response_schema responseJsonSchema ' +
    'response_json_schema _responseJsonSchema presencePenalty presence_penalty frequencyPenalty frequency_penalty ' +
    'seed responseLogprobs response_logprobs logprobs responseModalities response_modalities thinkingConfig ' +
    'thinking_config'
  ).split(' '),
);

export function readRequest(body: unknown, facts: RequestFacts): InnerRequest | ConvertError {
  if (!isObject(body)) return invalid('The body of the request is no JSON object.');
  if (isNestedTooDeep(body)) return invalid('The body of the request is nested too deep.');
  const cached = textOf(body, 'cachedContent');
  if (cached !== null) {
    const message =
      'The request uses `cachedContent`, which only Google’s service knows: send the whole conversation in `contents`.';
    const losses = [contentLoss('stored-state', 'cachedContent')];
    return { kind: 'convertError', reason: 'cannotCarry', message, losses };
  }
  const contents = memberAt(body, 'contents');
  if (contents === undefined || contents === null) {
    return invalid('The request has no `contents`.');
  }
  const losses: Loss[] = [];
  const config = objectIn(body, 'generationConfig');
  noteLosses(body, config, losses);
  const system = partsOf(memberAt(body, 'systemInstruction'));
  return {
    ...EMPTY_REQUEST,
    protocol: 'gemini',
    model: facts.model ?? textOf(body, 'model')?.replace(/^models\//, '') ?? null,
    isStreaming: facts.isStreaming,
    system: system.flatMap((part) => {
      const text = textOf(part, 'text');
      return text === null ? [] : [textPart(text)];
    }),
    turns: readContents(contents, losses),
    ...readChoice(body, readTools(body)),
    maxOutputTokens: limitOf(config),
    sampling: readSampling(config),
    stop: textsAt({ stop: memberAt(config, 'stopSequences') }, 'stop'),
    format: readFormat(config),
    reasoning: readReasoning(objectIn(config, 'thinkingConfig')),
    hints: NO_HINTS,
    rest: restOf(body, KNOWN),
    losses,
  };
}

function limitOf(config: JsonObject | null): number | null {
  const limit = numberOf(config, 'maxOutputTokens');
  return limit !== null && limit >= 1 ? Math.floor(limit) : null;
}

function readSampling(config: JsonObject | null): Sampling {
  const isLogged = memberAt(config, 'responseLogprobs') === true;
  return {
    temperature: numberOf(config, 'temperature'),
    topP: numberOf(config, 'topP'),
    topK: numberOf(config, 'topK'),
    seed: numberOf(config, 'seed'),
    presencePenalty: numberOf(config, 'presencePenalty'),
    frequencyPenalty: numberOf(config, 'frequencyPenalty'),
    topLogprobs: isLogged ? (numberOf(config, 'logprobs') ?? 0) : null,
  };
}

function readFormat(config: JsonObject | null): ResponseFormat | null {
  const stated = memberAt(config, 'responseJsonSchema') ?? config?.['_responseJsonSchema'];
  const own = objectIn(config, 'responseSchema');
  const schema = isObject(stated) ? stated : own === null ? null : jsonSchema(own);
  const type = textOf(config, 'responseMimeType');
  if (schema !== null && type !== 'text/plain') {
    return { kind: 'schema', name: null, description: null, schema, isStrict: null };
  }
  return type === 'application/json' ? { kind: 'json' } : null;
}

function readReasoning(config: JsonObject | null): Reasoning | null {
  if (config === null) return null;
  const budgetTokens = numberOf(config, 'thinkingBudget');
  const effort = effortOf(textOf(config, 'thinkingLevel')?.toLowerCase());
  const includes = memberAt(config, 'includeThoughts');
  const summary = includes === true ? 'auto' : includes === false ? 'none' : null;
  if (budgetTokens === null && effort === null && summary === null) return null;
  return { isOn: budgetTokens !== 0, effort, budgetTokens, summary };
}

function noteLosses(body: JsonObject, config: JsonObject | null, losses: Loss[]): void {
  if (objectsIn(body, 'safetySettings').length > 0) losses.push(hint('safety-settings'));
  if ((numberOf(config, 'candidateCount') ?? 1) > 1) losses.push(contentLoss('candidate-count'));
  for (const kind of textsAt({ kinds: memberAt(config, 'responseModalities') }, 'kinds')) {
    if (kind.toUpperCase() !== 'TEXT') losses.push(contentLoss('response-modality', kind));
  }
  for (const name of Object.keys(restOf(config ?? {}, KNOWN_CONFIG))) {
    losses.push(hint('unknown-member', `generationConfig.${name}`));
  }
}
