import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts } from '../codec.ts';
import { contentLoss } from '../inner/reading.ts';
import type { FunctionTool, HostedTool, InnerRequest, Loss, Tool } from '../inner/request.ts';
import { parametersSchema } from './schema.ts';

/** `tools` and `toolConfig`. All functions are one entry; the service's own tools are entries of their own. */
export function writeTools(
  request: InnerRequest,
  { quirks }: WriteFacts,
  losses: Loss[],
): JsonObject {
  const declared = request.tools.filter(isFunction).map((tool) => declare(tool, quirks.schema));
  const hosted = writeHosted(request.tools, declared.length > 0, losses);
  const tools = declared.length === 0 ? hosted : [{ functionDeclarations: declared }, ...hosted];
  if (tools.length === 0) return {};
  const mode = declared.length === 0 ? null : callingConfig(request, losses);
  return { tools, ...(mode === null ? {} : { toolConfig: { functionCallingConfig: mode } }) };
}

export function hasFunctions({ tools }: InnerRequest): boolean {
  return tools.some(isFunction);
}

function isFunction(tool: Tool): tool is FunctionTool {
  return tool.kind === 'function';
}

function declare(tool: FunctionTool, schema: WriteFacts['quirks']['schema']): JsonObject {
  const { name, description } = tool;
  const said = description === null ? {} : { description };
  if (tool.schema === null) return { name, ...said };
  if (schema === 'full') return { name, ...said, parametersJsonSchema: tool.schema };
  const parameters = parametersSchema(tool.schema);
  return { name, ...said, ...(parameters === null ? {} : { parameters }) };
}

/** Beside functions Google's own tools are refused, or demand that their traces be kept and sent back. */
function writeHosted(
  tools: readonly Tool[],
  isBesideFunctions: boolean,
  losses: Loss[],
): readonly JsonObject[] {
  const entries: JsonObject[] = [];
  for (const tool of tools) {
    if (tool.kind === 'function') continue;
    const entry = tool.kind === 'hosted' && !isBesideFunctions ? hostedEntry(tool, losses) : null;
    if (entry === null) losses.push(contentLoss('hosted-tool', tool.name));
    else entries.push(entry);
  }
  return entries;
}

/** Where a client wants the model to search, or not to. */
const SEARCH_LIMITS = ['allowed_domains', 'blocked_domains', 'filters'] as const;

function hostedEntry({ protocol, tool, value }: HostedTool, losses: Loss[]): JsonObject | null {
  if (protocol === 'gemini') return value;
  for (const limit of SEARCH_LIMITS) {
    if (value[limit] != null) losses.push(contentLoss('web-search', limit));
  }
  switch (tool) {
    case 'webSearch':
      return { googleSearch: {} };
    case 'webFetch':
      return { urlContext: {} };
    case 'codeExecution':
      return { codeExecution: {} };
    case 'other':
      return null;
  }
}

function callingConfig({ toolChoice, tools }: InnerRequest, losses: Loss[]): JsonObject | null {
  if (toolChoice === null) return null;
  switch (toolChoice.kind) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'any':
      return { mode: 'ANY' };
    case 'tool': {
      const { name } = toolChoice;
      if (tools.some((tool) => isFunction(tool) && tool.name === name)) {
        return { mode: 'ANY', allowedFunctionNames: [name] };
      }
      losses.push(contentLoss('tool-choice', name));
      return null;
    }
  }
}
