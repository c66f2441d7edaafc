import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import { parametersSchema } from '../gemini/schema.ts';
import type { Quirks } from '../inner/quirks.ts';
import { contentLoss } from '../inner/reading.ts';
import type { InnerRequest, Loss, Tool } from '../inner/request.ts';
import { objectSchema } from '../schema-parts.ts';
import { cacheControl } from './write-content.ts';

/** `tools` and what belongs to them; strict upstreams refuse the one without the other. */
export function writeTools(request: InnerRequest, quirks: Quirks, losses: Loss[]): JsonObject {
  const tools = request.tools.flatMap((tool) => writeTool(tool, quirks, losses));
  if (tools.length === 0) return {};
  const choice = writeChoice(request);
  const { isParallel } = request;
  return {
    tools,
    ...(choice === null ? {} : { tool_choice: choice }),
    // Several at once is what everybody does unasked.
    ...(isParallel === false ? { parallel_tool_calls: false } : {}),
  };
}

function writeTool(tool: Tool, quirks: Quirks, losses: Loss[]): JsonObject[] {
  // fit/ has dropped what the service would run and made functions of freeform tools.
  if (tool.kind !== 'function') {
    losses.push(contentLoss('hosted-tool', tool.name));
    return [];
  }
  const { name, description, cache, isStrict } = tool;
  const parameters = writeSchema(tool.schema, quirks);
  const mark = cache !== null && quirks.hasCacheMarks ? { cache_control: cacheControl(cache) } : {};
  const named = {
    name,
    ...(description === null || description === '' ? {} : { description }),
    parameters,
    ...(isStrict === true ? { strict: true } : {}),
  };
  return [{ type: 'function', function: named, ...mark }];
}

function writeSchema(schema: JsonObject | null, { schema: dialect }: Quirks): JsonObject {
  const empty = { type: 'object', properties: {} };
  const whole = objectSchema(schema);
  if (whole === null) return empty;
  if (dialect === 'plain' || dialect === 'gemini') return parametersSchema(whole) ?? empty;
  return objectAt(whole, 'properties') === null ? { ...whole, properties: {} } : whole;
}

function writeChoice({ toolChoice }: InnerRequest): unknown {
  switch (toolChoice?.kind) {
    case undefined:
      return null;
    case 'any':
      return 'required';
    case 'auto':
    case 'none':
      return toolChoice.kind;
    case 'tool':
      return { type: 'function', function: { name: toolChoice.name } };
  }
}
