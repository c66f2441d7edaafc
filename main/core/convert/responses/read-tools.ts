import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type { HostedToolKind } from '../inner/parts.ts';
import { booleanAt, contentLoss, hint, textAt } from '../inner/reading.ts';
import type { InnerRequest, Loss, Tool, ToolChoice } from '../inner/request.ts';
import { objectSchema } from '../schema-parts.ts';
import { builtinDefined } from './builtin-tools.ts';

const HOSTED: ReadonlyMap<string, HostedToolKind> = new Map<string, HostedToolKind>([
  ['web_search', 'webSearch'],
  ['web_search_2025_08_26', 'webSearch'],
  ['web_search_preview', 'webSearch'],
  ['web_search_preview_2025_03_11', 'webSearch'],
  ['code_interpreter', 'codeExecution'],
]);

/** Collects the tools of a request, each name once: where definitions are repeated, the first one stands. */
export class ToolList {
  readonly #tools = new Map<string, Tool>();
  readonly #losses: Loss[];

  constructor(losses: Loss[]) {
    this.#losses = losses;
  }

  get tools(): readonly Tool[] {
    return [...this.#tools.values()];
  }

  read(definitions: readonly JsonObject[]): void {
    for (const definition of definitions) {
      if (definition['type'] === 'namespace') this.#readNamespace(definition);
      else this.#add(readTool(definition, null), definition);
    }
  }

  #readNamespace(definition: JsonObject): void {
    const namespace = textAt(definition, 'name');
    if (textAt(definition, 'description') !== null) {
      this.#losses.push(hint('namespace-description', namespace));
    }
    for (const inner of objectsAt(definition, 'tools')) {
      this.#add(readTool(inner, namespace), inner);
    }
  }

  #add(tool: Tool | null, definition: JsonObject): void {
    if (tool === null) {
      this.#losses.push(contentLoss('tool', textAt(definition, 'type')));
      return;
    }
    const namespace = tool.kind === 'hosted' ? null : tool.namespace;
    const key = `${namespace ?? ''}\n${tool.name}`;
    if (!this.#tools.has(key)) this.#tools.set(key, tool);
  }
}

function readTool(definition: JsonObject, namespace: string | null): Tool | null {
  const type = textAt(definition, 'type');
  // Chat's nested form is sent by mistake often enough.
  const stated = objectAt(definition, 'function') ?? objectAt(definition, 'custom') ?? definition;
  const name = textAt(stated, 'name');
  const description = textAt(stated, 'description');
  const builtin = builtinDefined(definition);
  if (builtin !== null) return builtin.tool;
  if (type === 'function' || (type === null && name !== null)) {
    if (name === null) return null;
    const schema = objectSchema(stated['parameters']);
    const isStrict = booleanAt(stated, 'strict');
    return { kind: 'function', name, namespace, description, schema, isStrict, cache: null };
  }
  if (type === 'custom') {
    if (name === null) return null;
    const format = objectAt(stated, 'format');
    return { kind: 'freeform', name, namespace, description, format };
  }
  if (type === null) return null;
  const tool = HOSTED.get(type) ?? 'other';
  return { kind: 'hosted', protocol: 'openai-responses', tool, name: type, value: definition };
}

export type Choice = Pick<InnerRequest, 'tools' | 'toolChoice'>;

/** What may be called; a choice among some tools leaves out the others. */
export function readChoice(choice: unknown, tools: readonly Tool[], losses: Loss[]): Choice {
  const named = KINDS.get(choice);
  if (named !== undefined) return { tools, toolChoice: named };
  const stated = objectAt({ choice }, 'choice');
  if (stated === null) return { tools, toolChoice: null };
  if (stated['type'] === 'allowed_tools') return readAllowed(stated, tools);
  const name = nameIn(stated);
  if (name === null) {
    losses.push(contentLoss('tool-choice', textAt(stated, 'type')));
    return { tools, toolChoice: null };
  }
  const namespace = textAt(stated, 'namespace');
  return { tools, toolChoice: { kind: 'tool', name, namespace } };
}

const KINDS: ReadonlyMap<unknown, ToolChoice> = new Map<unknown, ToolChoice>([
  ['auto', { kind: 'auto' }],
  ['none', { kind: 'none' }],
  ['required', { kind: 'any' }],
]);

function readAllowed(stated: JsonObject, tools: readonly Tool[]): Choice {
  const nested = objectAt(stated, 'allowed_tools') ?? stated;
  const names = new Set(objectsAt(nested, 'tools').map(nameIn));
  const allowed = tools.filter(({ name }) => names.has(name));
  const kind = nested['mode'] === 'required' ? 'any' : 'auto';
  return { tools: allowed, toolChoice: { kind } };
}

/** The name of a function, or the type of a tool that needs no name. */
function nameIn(stated: JsonObject): string | null {
  return textAt(objectAt(stated, 'function') ?? stated, 'name') ?? textAt(stated, 'type');
}
