import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { booleanAt, cacheMarkIn, textAt } from '../inner/reading.ts';
import type { FunctionTool, Tool, ToolChoice } from '../inner/request.ts';

export function readTools(body: JsonObject): readonly Tool[] {
  const tools = objectsAt(body, 'tools').map(readTool);
  const functions = objectsAt(body, 'functions').map((one) => readFunction(one, one));
  const search = objectAt(body, 'web_search_options');
  if (search === null) return [...tools, ...functions];
  const hosted: Tool = {
    kind: 'hosted',
    protocol: 'openai-chat',
    tool: 'webSearch',
    name: 'web_search_options',
    value: search,
  };
  return [...tools, ...functions, hosted];
}

function readTool(tool: JsonObject): Tool {
  const custom = objectAt(tool, 'custom');
  const named = objectAt(tool, 'function');
  const type = textAt(tool, 'type') ?? 'function';
  if (type === 'custom' && custom !== null) {
    return {
      kind: 'freeform',
      name: textAt(custom, 'name') ?? '',
      namespace: null,
      description: textAt(custom, 'description'),
      format: freeformFormat(objectAt(custom, 'format')),
    };
  }
  // Some clients leave the inner object out.
  if (type === 'function') return readFunction(named ?? tool, tool);
  return {
    kind: 'hosted',
    protocol: 'openai-chat',
    tool: type.includes('web_search') ? 'webSearch' : 'other',
    name: type,
    value: tool,
  };
}

/** Chat has one level more than Responses, in whose words formats are kept. */
function freeformFormat(format: JsonObject | null): JsonObject | null {
  const grammar = objectAt(format, 'grammar');
  return grammar === null ? format : { type: 'grammar', ...grammar };
}

function readFunction(named: JsonObject, tool: JsonObject): FunctionTool {
  return {
    kind: 'function',
    name: textAt(named, 'name') ?? '',
    namespace: null,
    description: textAt(named, 'description'),
    schema: objectAt(named, 'parameters'),
    isStrict: booleanAt(named, 'strict'),
    cache: cacheMarkIn(tool),
  };
}

export function readChoice(choice: unknown): ToolChoice | null {
  if (choice === 'auto' || choice === 'none') return { kind: choice };
  if (choice === 'required' || choice === 'any') return { kind: 'any' };
  if (typeof choice !== 'object' || choice === null) return null;
  const stated = choice as JsonObject;
  const allowed = objectAt(stated, 'allowed_tools');
  if (allowed !== null) return { kind: allowed['mode'] === 'required' ? 'any' : 'auto' };
  const named = objectAt(stated, 'function') ?? objectAt(stated, 'custom') ?? stated;
  const name = textAt(named, 'name');
  return name === null ? null : { kind: 'tool', name, namespace: null };
}
