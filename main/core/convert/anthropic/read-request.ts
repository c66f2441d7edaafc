import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type { ConvertError, RequestFacts } from '../codec.ts';
import type { HostedToolKind, Part, TextPart, ToolCallPart } from '../inner/parts.ts';
import {
  booleanAt,
  cacheMarkIn,
  EMPTY_REQUEST,
  hint,
  isObject,
  limitAt,
  NO_HINTS,
  NO_SAMPLING,
  numberAt,
  restOf,
  textAt,
  textsAt,
} from '../inner/reading.ts';
import { effortOf } from '../inner/reasoning.ts';
import type {
  InnerRequest,
  Loss,
  Reasoning,
  ResponseFormat,
  Tool,
  ToolChoice,
  Turn,
} from '../inner/request.ts';
import { invalid } from '../invalid.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { readBlocks } from './blocks.ts';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'stream',
  'thinking',
  'metadata',
  'output_config',
  'output_format',
  'service_tier',
]);

/** Claude Code puts a line for the bill first, which is another one in every request: no prefix would stay cached. */
const BILLING_LINE = 'x-anthropic-billing-header:';

export function readAnthropicRequest(
  body: unknown,
  facts: RequestFacts,
): InnerRequest | ConvertError {
  if (!isObject(body)) return invalid('The body is not a JSON object.');
  if (isNestedTooDeep(body)) return invalid('The body is nested too deep.');
  const { messages } = body;
  if (!Array.isArray(messages)) return invalid('messages: a list is required.');
  const losses: Loss[] = [];
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    const turn = isObject(message) ? readMessage(message, index) : null;
    if (turn === null) {
      return invalid(`messages[${String(index)}]: an object with role and content is required.`);
    }
    turns.push(turn);
  }
  return {
    ...EMPTY_REQUEST,
    protocol: 'anthropic',
    model: textAt(body, 'model') ?? facts.model,
    isStreaming: body['stream'] === true,
    system: readSystem(body['system'], losses),
    turns,
    tools: objectsAt(body, 'tools').map(readTool),
    ...readChoice(objectAt(body, 'tool_choice')),
    maxOutputTokens: limitAt(body, 'max_tokens'),
    sampling: {
      ...NO_SAMPLING,
      temperature: numberAt(body, 'temperature'),
      topP: numberAt(body, 'top_p'),
      topK: numberAt(body, 'top_k'),
    },
    stop: textsAt(body, 'stop_sequences'),
    format: readFormat(body),
    reasoning: readReasoning(body),
    hints: {
      ...NO_HINTS,
      userId: textAt(objectAt(body, 'metadata'), 'user_id'),
      serviceTier: textAt(body, 'service_tier'),
    },
    rest: restOf(body, KNOWN),
    losses,
  };
}

function readSystem(system: unknown, losses: Loss[]): readonly TextPart[] {
  const texts = readBlocks(system, '').filter((part) => part.kind === 'text');
  const kept = texts.filter(({ text }) => !text.startsWith(BILLING_LINE));
  if (kept.length < texts.length) losses.push(hint('billing-line'));
  return kept;
}

function readMessage(message: JsonObject, index: number): Turn | null {
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') return null;
  if (typeof content !== 'string' && !Array.isArray(content)) return null;
  const parts = readBlocks(content, String(index));
  return { role, parts: role === 'assistant' ? signedCalls(parts) : parts };
}

/** An empty thought with Gemini's signature before a call is that of the call: the stream writer put it there. */
function signedCalls(parts: readonly Part[]): readonly Part[] {
  const read: Part[] = [];
  for (const part of parts) {
    const last = read.at(-1);
    if (part.kind === 'toolCall' && last?.kind === 'thinking' && last.text === '') {
      const { signature } = last;
      if (signature?.protocol === 'gemini') {
        const signed: ToolCallPart = { ...part, signature };
        read[read.length - 1] = signed;
        continue;
      }
    }
    read.push(part);
  }
  return read;
}

function readTool(tool: JsonObject): Tool {
  const name = textAt(tool, 'name') ?? '';
  const type = textAt(tool, 'type') ?? 'custom';
  // What else a definition says (`defer_loading`, `input_examples` …) no other service knows.
  if (type === 'custom') {
    return {
      kind: 'function',
      name,
      namespace: null,
      description: textAt(tool, 'description'),
      schema: objectAt(tool, 'input_schema'),
      isStrict: booleanAt(tool, 'strict'),
      cache: cacheMarkIn(tool),
    };
  }
  return { kind: 'hosted', protocol: 'anthropic', tool: hostedKind(type), name: type, value: tool };
}

function hostedKind(type: string): HostedToolKind {
  if (type.startsWith('web_search')) return 'webSearch';
  if (type.startsWith('web_fetch')) return 'webFetch';
  return type.startsWith('code_execution') ? 'codeExecution' : 'other';
}

function readChoice(choice: JsonObject | null): Pick<InnerRequest, 'toolChoice' | 'isParallel'> {
  const isSerial = booleanAt(choice, 'disable_parallel_tool_use');
  return {
    toolChoice: choice === null ? null : chosen(choice),
    isParallel: isSerial === null ? null : !isSerial,
  };
}

function chosen(choice: JsonObject): ToolChoice | null {
  const name = textAt(choice, 'name');
  switch (choice['type']) {
    case 'auto':
    case 'none':
    case 'any':
      return { kind: choice['type'] };
    case 'tool':
      return name === null ? null : { kind: 'tool', name, namespace: null };
    default:
      return null;
  }
}

function readFormat(body: JsonObject): ResponseFormat | null {
  const format =
    objectAt(objectAt(body, 'output_config'), 'format') ?? objectAt(body, 'output_format');
  const schema = objectAt(format, 'schema');
  if (schema === null) return null;
  return { kind: 'schema', name: null, description: null, schema, isStrict: true };
}

function readReasoning(body: JsonObject): Reasoning | null {
  const thinking = objectAt(body, 'thinking');
  const effort = effortOf(objectAt(body, 'output_config')?.['effort']);
  if (thinking === null) return null;
  if (thinking['type'] === 'disabled') {
    return { isOn: false, effort: null, budgetTokens: null, summary: null };
  }
  const budget = limitAt(thinking, 'budget_tokens');
  const isAdaptive = thinking['type'] === 'adaptive';
  const budgetTokens = budget ?? (isAdaptive && effort === null ? -1 : null);
  const summary = thinking['display'] === 'omitted' ? 'none' : 'auto';
  return { isOn: true, effort, budgetTokens, summary };
}
