import { objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { argumentsOf, isObject, textAt, textPart } from '../inner/reading.ts';
import type {
  HostedToolKind,
  Part,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
} from '../inner/parts.ts';
import type { Loss } from '../inner/request.ts';
import { readSealed } from '../sealed.ts';
import { builtinAnswered, builtinArguments, builtinCalled } from './builtin-tools.ts';
import { readContent, readResult } from './read-content.ts';

/** Who said an item, and what it says; null for a kind that is not known. */
export type ReadItem = {
  readonly role: 'user' | 'assistant' | 'system';
  readonly parts: readonly Part[];
} | null;

/** An item of a request's input or of an answer's output. They are of one kind: clients send back what they were given. */
export function readItem(item: JsonObject, losses: Loss[]): ReadItem {
  const type = textAt(item, 'type');
  switch (type) {
    case null:
    case 'message':
      return readMessage(item, losses);
    case 'reasoning':
      return { role: 'assistant', parts: readReasoning(item) };
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [readCall(item, type === 'custom_tool_call')] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'user', parts: [readOutput(item, type !== 'function_call_output', losses)] };
    default:
      return readOther(item, type, losses);
  }
}

function readMessage(item: JsonObject, losses: Loss[]): ReadItem {
  const parts = readContent(item['content'], losses);
  switch (item['role']) {
    case 'assistant':
      return { role: 'assistant', parts };
    case 'system':
    case 'developer':
      return { role: 'system', parts };
    case 'user':
      return { role: 'user', parts };
    default:
      return null;
  }
}

/** What can be shown: the reasoning itself where a service tells it, else its summary. */
function readReasoning(item: JsonObject): readonly ThinkingPart[] {
  const { signature, isRedacted } = readSealed(
    item['encrypted_content'],
    'openai-responses',
    textAt(item, 'id'),
  );
  const text = joined(item, 'summary') || joined(item, 'content');
  // An id alone names what OpenAI has stored, which no other service can look up.
  if (text === '' && signature === null) return [];
  return [{ kind: 'thinking', text, signature, isRedacted }];
}

function joined(item: JsonObject, list: 'summary' | 'content'): string {
  return objectsAt(item, list)
    .flatMap((part) => textAt(part, 'text') ?? [])
    .join('\n\n');
}

function readCall(item: JsonObject, isFreeform: boolean): ToolCallPart {
  const text = isFreeform ? item['input'] : item['arguments'];
  return {
    kind: 'toolCall',
    id: callId(item),
    name: textAt(item, 'name') ?? '',
    namespace: textAt(item, 'namespace'),
    arguments: isFreeform
      ? { kind: 'text', text: typeof text === 'string' ? text : '' }
      : argumentsOf(text),
    isFreeform,
    signature: null,
    cache: null,
  };
}

function callId(item: JsonObject): string {
  return textAt(item, 'call_id') ?? textAt(item, 'id') ?? 'call';
}

function readOutput(item: JsonObject, isFreeform: boolean, losses: Loss[]): ToolResultPart {
  const { output } = item;
  // Older clients wrap the text of a failed call.
  const wrapped = isObject(output) ? output['content'] : null;
  const content = typeof wrapped === 'string' ? wrapped : output;
  return {
    kind: 'toolResult',
    id: callId(item),
    name: textAt(item, 'name'),
    content: isObject(content) ? [textPart(JSON.stringify(content))] : readResult(content, losses),
    value: null,
    isError: isObject(output) && output['success'] === false,
    isFreeform,
    cache: null,
  };
}

const HOSTED: ReadonlyMap<string, HostedToolKind> = new Map<string, HostedToolKind>([
  ['web_search_call', 'webSearch'],
  ['code_interpreter_call', 'codeExecution'],
  ['file_search_call', 'other'],
  ['image_generation_call', 'other'],
  ['shell_call', 'codeExecution'],
  ['computer_call', 'other'],
  ['mcp_call', 'other'],
  ['mcp_list_tools', 'other'],
  ['mcp_approval_request', 'other'],
  ['tool_search_call', 'other'],
  ['tool_search_output', 'other'],
  ['compaction', 'other'],
  ['compaction_summary', 'other'],
]);

function readOther(item: JsonObject, type: string, losses: Loss[]): ReadItem {
  const called = builtinCalled(item);
  if (called !== null) {
    const value = builtinArguments(called, item);
    const call = { ...readCall(item, false), name: called.name };
    return { role: 'assistant', parts: [{ ...call, arguments: { kind: 'value', value } }] };
  }
  const answered = builtinAnswered(type);
  if (answered !== null) {
    const output = { ...item, output: plainOutput(item['output']) };
    return { role: 'user', parts: [readOutput(output, false, losses)] };
  }
  const image = textAt(item, 'result');
  if (type === 'image_generation_call' && image !== null) return generated(item, image);
  const tool = HOSTED.get(type);
  if (tool === undefined) return null;
  const part = { kind: 'hosted', protocol: 'openai-responses', tool, value: item } as const;
  return { role: 'assistant', parts: [part] };
}

/** A shell tells its output as a list of what each command wrote. */
function plainOutput(output: unknown): unknown {
  return Array.isArray(output) ? JSON.stringify(output) : output;
}

function generated(item: JsonObject, data: string): ReadItem {
  const mediaType = `image/${textAt(item, 'output_format') ?? 'png'}`;
  const source = { kind: 'base64', mediaType, data } as const;
  const part = { kind: 'media', media: 'image', source, name: null, detail: null, cache: null };
  return { role: 'assistant', parts: [part as Part] };
}
