import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type { ConvertError, RequestFacts } from '../codec.ts';
import type { TextPart } from '../inner/parts.ts';
import {
  booleanAt,
  contentLoss,
  EMPTY_REQUEST,
  hint,
  isObject,
  limitAt,
  NO_SAMPLING,
  numberAt,
  restOf,
  textAt,
  textPart,
  textsAt,
} from '../inner/reading.ts';
import { effortOf } from '../inner/reasoning.ts';
import type {
  Hints,
  InnerRequest,
  Loss,
  Reasoning,
  ResponseFormat,
  Turn,
} from '../inner/request.ts';
import { TurnList } from '../inner/turns.ts';
import { invalid } from '../invalid.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { isText } from './read-content.ts';
import { readItem } from './read-items.ts';
import { readChoice, ToolList } from './read-tools.ts';

/** Members that are read, and those that mean nothing outside of OpenAI's own service. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'model input instructions tools tool_choice parallel_tool_calls max_output_tokens temperature top_p top_logprobs ' +
    'text reasoning metadata user safety_identifier prompt_cache_key service_tier store stream stream_options include ' +
    'truncation background client_metadata previous_response_id conversation prompt generate'
  ).split(' '),
);

/** What is kept by the service that made it, by the name of the member. Without it the model would not know what is meant. */
const STORED = ['previous_response_id', 'conversation', 'prompt'] as const;

export function readRequest(body: unknown, facts: RequestFacts): InnerRequest | ConvertError {
  if (!isObject(body)) return invalid('The body of the request is no JSON object.');
  if (isNestedTooDeep(body)) return invalid('The body of the request is nested too deep.');
  const stored = STORED.find((name) => body[name] !== null && body[name] !== undefined);
  if (stored !== undefined) return keptElsewhere(stored);
  if (body['background'] === true) return keptElsewhere('background');
  const { input } = body;
  if (typeof input !== 'string' && !Array.isArray(input)) {
    return invalid('The request has no `input`: a text or a list of items.');
  }
  const losses: Loss[] = [];
  const tools = new ToolList(losses);
  tools.read(objectsAt(body, 'tools'));
  const read = readInput(input, tools, losses);
  if ('kind' in read) return read;
  const instructions = textAt(body, 'instructions');
  const text = objectAt(body, 'text');
  const format = readFormat(objectAt(text, 'format'));
  noteHints(body, losses);
  return {
    ...EMPTY_REQUEST,
    protocol: 'openai-responses',
    model: textAt(body, 'model') ?? facts.model,
    isStreaming: body['stream'] === true,
    system: [...(instructions === null ? [] : [textPart(instructions)]), ...read.system],
    turns: read.turns,
    ...readChoice(body['tool_choice'], tools.tools, losses),
    isParallel: booleanAt(body, 'parallel_tool_calls'),
    maxOutputTokens: limitAt(body, 'max_output_tokens'),
    sampling: {
      ...NO_SAMPLING,
      temperature: numberAt(body, 'temperature'),
      topP: numberAt(body, 'top_p'),
      topLogprobs: limitAt(body, 'top_logprobs'),
    },
    format,
    reasoning: readReasoning(objectAt(body, 'reasoning')),
    hints: readHints(body, text),
    rest: restOf(body, KNOWN),
    losses,
  };
}

const COMPACTIONS: ReadonlySet<unknown> = new Set(['compaction', 'compaction_summary']);

type Input = { readonly system: readonly TextPart[]; readonly turns: readonly Turn[] };

function readInput(
  input: string | readonly unknown[],
  tools: ToolList,
  losses: Loss[],
): Input | ConvertError {
  const turns = new TurnList();
  const system: TextPart[] = [];
  if (typeof input === 'string') {
    turns.add('user', ...(input === '' ? [] : [textPart(input)]));
    return { system, turns: turns.turns };
  }
  for (const item of input) {
    if (!isObject(item)) continue;
    if (item['type'] === 'item_reference') return keptElsewhere('item_reference');
    // Tools may be handed in later, or found by a search that the client ran.
    if (Array.isArray(item['tools'])) tools.read(objectsAt(item, 'tools'));
    if (item['type'] === 'additional_tools') continue;
    // A conversation that OpenAI has folded up: what it said is in there, and nowhere else.
    if (COMPACTIONS.has(item['type'])) losses.push(contentLoss('compaction'));
    const read = readItem(item, losses);
    if (read === null) {
      losses.push(contentLoss('input-item', textAt(item, 'type') ?? textAt(item, 'role')));
    } else if (read.role === 'system' && turns.turns.length === 0) {
      system.push(...read.parts.filter(isText));
    } else {
      turns.add(read.role, ...read.parts);
    }
  }
  return { system, turns: turns.turns };
}

function readFormat(format: JsonObject | null): ResponseFormat | null {
  if (format?.['type'] === 'json_object') return { kind: 'json' };
  // Chat's form has one level more.
  const stated = objectAt(format, 'json_schema') ?? format;
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

const SUMMARIES: ReadonlySet<unknown> = new Set(['none', 'auto', 'concise', 'detailed']);

function readReasoning(reasoning: JsonObject | null): Reasoning | null {
  const effort = effortOf(reasoning?.['effort']);
  const stated = reasoning?.['summary'] ?? reasoning?.['generate_summary'];
  const summary = SUMMARIES.has(stated) ? (stated as Reasoning['summary']) : null;
  if (effort === null && summary === null) return null;
  return { isOn: effort !== 'none', effort, budgetTokens: null, summary };
}

function readHints(body: JsonObject, text: JsonObject | null): Hints {
  return {
    userId: textAt(body, 'safety_identifier') ?? textAt(body, 'user'),
    metadata: objectAt(body, 'metadata'),
    promptCacheKey: textAt(body, 'prompt_cache_key'),
    serviceTier: body['service_tier'] === 'auto' ? null : textAt(body, 'service_tier'),
    verbosity: textAt(text, 'verbosity'),
    isStored: booleanAt(body, 'store'),
  };
}

/** Encrypted reasoning is always included; the rest of what can be is a matter of OpenAI's own tools. */
function noteHints(body: JsonObject, losses: Loss[]): void {
  for (const name of textsAt(body, 'include')) {
    if (name !== 'reasoning.encrypted_content') losses.push(hint('include', name));
  }
  if (body['truncation'] === 'auto') losses.push(hint('truncation', 'auto'));
}

/** Half a conversation would be answered as if it were all of it, so this is refused whatever the settings are. */
function keptElsewhere(name: string): ConvertError {
  return {
    kind: 'convertError',
    reason: 'cannotCarry',
    message:
      `The request uses \`${name}\`, which names what OpenAI's service has stored. ` +
      'A channel of another protocol does not know it: send the whole conversation in `input`.',
    losses: [contentLoss('stored-state', name)],
  };
}
