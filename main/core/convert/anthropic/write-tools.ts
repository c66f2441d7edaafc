import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import { contentLoss, hint, textsAt } from '../inner/reading.ts';
import type { HostedTool, InnerRequest, Loss, Tool } from '../inner/request.ts';
import { objectSchema } from '../schema-parts.ts';
import { marked, type Block } from './write-blocks.ts';

export function writeTools(tools: readonly Tool[], losses: Loss[]): Block[] {
  return tools.flatMap((tool): Block[] => {
    if (tool.kind === 'hosted') return writeHosted(tool, losses);
    // fit/ has made functions of freeform tools.
    if (tool.kind === 'freeform') return [];
    const { name, description, schema, cache } = tool;
    const said = description === null || description === '' ? {} : { description };
    const input = objectSchema(schema) ?? { type: 'object', properties: {} };
    return [marked({ name, ...said, input_schema: input }, cache)];
  });
}

/** Web search as Anthropic's own service has it, with the limits of the definition that it knows. */
function writeHosted({ value, tool, name }: HostedTool, losses: Loss[]): Block[] {
  if (tool !== 'webSearch') {
    losses.push(contentLoss('hosted-tool', name));
    return [];
  }
  const filters = objectAt(value, 'filters') ?? value;
  const allowed = textsAt(filters, 'allowed_domains');
  const blocked = [...textsAt(filters, 'blocked_domains'), ...textsAt(filters, 'excludeDomains')];
  const place = objectAt(value, 'user_location');
  const located = objectAt(place, 'approximate') ?? place;
  if (value['search_context_size'] !== undefined)
    losses.push(hint('web-search', 'search_context_size'));
  return [
    {
      type: 'web_search_20250305',
      name: 'web_search',
      ...(allowed.length > 0 ? { allowed_domains: allowed } : {}),
      // Both together are refused; what is allowed is the narrower of the two.
      ...(allowed.length === 0 && blocked.length > 0 ? { blocked_domains: blocked } : {}),
      ...(located === null ? {} : { user_location: { ...located, type: 'approximate' } }),
    },
  ];
}

export function writeChoice({ toolChoice, isParallel }: InnerRequest): JsonObject {
  const serial = isParallel === false ? { disable_parallel_tool_use: true } : {};
  switch (toolChoice?.kind) {
    case undefined:
      return isParallel === false ? { tool_choice: { type: 'auto', ...serial } } : {};
    case 'none':
      return { tool_choice: { type: 'none' } };
    case 'auto':
    case 'any':
      return { tool_choice: { type: toolChoice.kind, ...serial } };
    case 'tool':
      return { tool_choice: { type: 'tool', name: toolChoice.name, ...serial } };
  }
}
