import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import { contentLoss, hint, textsAt } from '../inner/reading.ts';
import type { HostedTool, InnerRequest, Loss, Tool } from '../inner/request.ts';

/** `tools`, `tool_choice` and `parallel_tool_calls`: the latter two are refused where there are no tools. */
export function writeTools(
  request: InnerRequest,
  isParallelKnown: boolean,
  losses: Loss[],
): JsonObject {
  const tools = writeDefinitions(request.tools, losses);
  if (tools.length === 0) return {};
  const choice = writeChoice(request, losses);
  const { isParallel } = request;
  return {
    tools,
    ...(choice === null ? {} : { tool_choice: choice }),
    ...(isParallel === null || !isParallelKnown ? {} : { parallel_tool_calls: isParallel }),
  };
}

/** Tools of one namespace are put together where the first of them stands. */
function writeDefinitions(tools: readonly Tool[], losses: Loss[]): readonly JsonObject[] {
  const spaces = new Map<string, JsonObject[]>();
  const written: JsonObject[] = [];
  for (const tool of tools) {
    const definition = writeTool(tool, losses);
    if (definition === null) continue;
    const namespace = tool.kind === 'hosted' ? null : tool.namespace;
    const known = namespace === null ? undefined : spaces.get(namespace);
    if (namespace === null) written.push(definition);
    else if (known !== undefined) known.push(definition);
    else {
      const inner = [definition];
      spaces.set(namespace, inner);
      written.push({ type: 'namespace', name: namespace, description: namespace, tools: inner });
    }
  }
  return written;
}

function writeTool(tool: Tool, losses: Loss[]): JsonObject | null {
  if (tool.kind === 'hosted') return writeHosted(tool, losses);
  const { name, description } = tool;
  const said = description === null ? {} : { description };
  if (tool.kind === 'freeform') {
    const format = tool.format === null ? {} : { format: tool.format };
    return { type: 'custom', name, ...said, ...format };
  }
  const parameters = tool.schema ?? { type: 'object', properties: {} };
  // Not said means strict here and not strict everywhere else; most schemas would then be refused.
  return { type: 'function', name, ...said, parameters, strict: tool.isStrict ?? false };
}

/** Limits that OpenAI's search does not have: with them a client meant to keep the model away from something. */
const SEARCH_LIMITS = ['blocked_domains', 'excludeDomains', 'max_uses'] as const;

function writeHosted(
  { protocol, tool, name, value }: HostedTool,
  losses: Loss[],
): JsonObject | null {
  if (protocol === 'openai-responses') return value;
  if (tool === 'codeExecution') return { type: 'code_interpreter', container: { type: 'auto' } };
  if (tool !== 'webSearch') {
    losses.push(contentLoss('hosted-tool', name));
    return null;
  }
  for (const limit of SEARCH_LIMITS) {
    const isWeak = limit === 'max_uses';
    if (value[limit] != null) losses.push((isWeak ? hint : contentLoss)('web-search', limit));
  }
  const allowed = textsAt(value, 'allowed_domains');
  const where = objectAt(value, 'user_location');
  return {
    type: 'web_search',
    ...(allowed.length === 0 ? {} : { filters: { allowed_domains: allowed } }),
    ...(where === null ? {} : { user_location: where }),
  };
}

function writeChoice({ toolChoice, tools }: InnerRequest, losses: Loss[]): unknown {
  if (toolChoice === null) return null;
  switch (toolChoice.kind) {
    case 'auto':
    case 'none':
      return toolChoice.kind;
    case 'any':
      return 'required';
    case 'tool': {
      const { name, namespace } = toolChoice;
      const chosen = tools.find((tool) => tool.name === name);
      if (chosen === undefined) {
        losses.push(contentLoss('tool-choice', name));
        return null;
      }
      const where = namespace === null ? {} : { namespace };
      if (chosen.kind === 'function') return { type: 'function', name, ...where };
      if (chosen.kind === 'freeform') return { type: 'custom', name, ...where };
      return { type: chosen.tool === 'webSearch' ? 'web_search' : 'code_interpreter' };
    }
  }
}
