import type { JsonObject } from '../../gate/event-json.ts';
import type { HostedToolKind } from '../inner/parts.ts';
import { isObject, textAt, textsAt } from '../inner/reading.ts';
import type { FunctionTool, InnerRequest, Tool } from '../inner/request.ts';
import { objectSchema } from '../schema-parts.ts';
import { jsonSchema } from './json-schema.ts';
import { memberAt, objectIn, objectsIn } from './members.ts';

const HOSTED: ReadonlyMap<string, HostedToolKind> = new Map<string, HostedToolKind>([
  ['googleSearch', 'webSearch'],
  ['google_search', 'webSearch'],
  ['googleSearchRetrieval', 'webSearch'],
  ['google_search_retrieval', 'webSearch'],
  ['urlContext', 'webFetch'],
  ['url_context', 'webFetch'],
  ['codeExecution', 'codeExecution'],
  ['code_execution', 'codeExecution'],
]);

const FUNCTIONS: ReadonlySet<string> = new Set(['functionDeclarations', 'function_declarations']);

/** Every member of an entry is a tool of its own, except that functions are a list. Each name is taken once. */
export function readTools(body: JsonObject): readonly Tool[] {
  const tools = new Map<string, Tool>();
  const add = (tool: Tool): void => {
    if (!tools.has(tool.name)) tools.set(tool.name, tool);
  };
  for (const entry of objectsIn(body, 'tools')) {
    for (const declared of objectsIn(entry, 'functionDeclarations')) {
      const tool = readFunction(declared);
      if (tool !== null) add(tool);
    }
    for (const [name, value] of Object.entries(entry)) {
      if (FUNCTIONS.has(name) || !isObject(value)) continue;
      const tool = HOSTED.get(name) ?? 'other';
      add({ kind: 'hosted', protocol: 'gemini', tool, name, value: { [name]: value } });
    }
  }
  return [...tools.values()];
}

function readFunction(declared: JsonObject): FunctionTool | null {
  const name = textAt(declared, 'name');
  if (name === null) return null;
  const stated = objectIn(declared, 'parameters');
  const schema = memberAt(declared, 'parametersJsonSchema') ?? (stated && jsonSchema(stated));
  return {
    kind: 'function',
    name,
    namespace: null,
    description: textAt(declared, 'description'),
    schema: objectSchema(schema),
    isStrict: null,
    cache: null,
  };
}

/** What must be called; where it must be one of several, the others are left out. */
export function readChoice(
  body: JsonObject,
  tools: readonly Tool[],
): Pick<InnerRequest, 'tools' | 'toolChoice'> {
  const config = objectIn(objectIn(body, 'toolConfig'), 'functionCallingConfig');
  const mode = typeof config?.['mode'] === 'string' ? config['mode'].toUpperCase() : '';
  if (mode === 'NONE') return { tools, toolChoice: { kind: 'none' } };
  if (mode === 'AUTO' || mode === 'VALIDATED') return { tools, toolChoice: { kind: 'auto' } };
  if (mode !== 'ANY') return { tools, toolChoice: null };
  const names = textsAt({ names: memberAt(config, 'allowedFunctionNames') }, 'names');
  const [only] = names;
  if (only === undefined) return { tools, toolChoice: { kind: 'any' } };
  if (names.length === 1) {
    return { tools, toolChoice: { kind: 'tool', name: only, namespace: null } };
  }
  const allowed = tools.filter(({ name }) => names.includes(name));
  return { tools: allowed, toolChoice: { kind: 'any' } };
}
