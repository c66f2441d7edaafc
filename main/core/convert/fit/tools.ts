import type { Abilities } from '../codec.ts';
import type { JsonObject } from '../../gate/event-json.ts';
import type { Part } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import { contentLoss } from '../inner/reading.ts';
import type {
  FreeformTool,
  FunctionTool,
  InnerRequest,
  Loss,
  Tool,
  ToolChoice,
  Turn,
} from '../inner/request.ts';
import { FREEFORM_INPUT } from './freeform.ts';
import { UniqueNames } from './unique-names.ts';

export type ClientTool = {
  readonly name: string;
  readonly namespace: string | null;
  /** The upstream has it as a function with one text. */
  readonly isFreeform: boolean;
};

type FittedTools = Pick<InnerRequest, 'tools' | 'toolChoice' | 'isParallel' | 'turns'> & {
  readonly names: ReadonlyMap<string, ClientTool>;
};

/** Gives tools names that the target accepts, in the definitions, the choice and the history alike. */
export function fitTools(
  request: InnerRequest,
  abilities: Abilities,
  quirks: Quirks,
  losses: Loss[],
): FittedTools {
  const naming = new Naming(abilities);
  const tools = quirks.hasTools ? fitted(request.tools, naming, abilities, quirks, losses) : [];
  if (!quirks.hasTools && request.tools.length > 0) losses.push(contentLoss('tools'));
  const turns = request.turns.map((turn) => renamed(turn, naming, abilities));
  const hasTools = tools.length > 0;
  return {
    tools,
    // Strict upstreams refuse both members beside no tools.
    toolChoice: hasTools ? chosen(request.toolChoice, tools, naming, quirks, losses) : null,
    isParallel: hasTools && quirks.hasParallelTools ? request.isParallel : null,
    turns,
    names: naming.changed,
  };
}

/** What the target calls each tool of the client. */
class Naming {
  readonly changed = new Map<string, ClientTool>();
  readonly #abilities: Abilities;
  readonly #unique: UniqueNames;
  readonly #known = new Map<string, string>();

  constructor(abilities: Abilities) {
    this.#abilities = abilities;
    this.#unique = new UniqueNames(abilities.toolName, abilities.maxToolNameLength);
  }

  has(namespace: string | null, name: string): boolean {
    return this.#known.has(keyOf(namespace, name));
  }

  nameOf(namespace: string | null, name: string, isFreeform: boolean): string {
    const key = keyOf(namespace, name);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { hasNamespaces, hasFreeformTools } = this.#abilities;
    const isFlat = namespace === null || hasNamespaces;
    const fitting = this.#unique.take(isFlat ? name : `${namespace}__${name}`);
    this.#known.set(key, fitting);
    if (fitting !== name || !isFlat || (isFreeform && !hasFreeformTools)) {
      this.changed.set(fitting, { name, namespace, isFreeform });
    }
    return fitting;
  }
}

function keyOf(namespace: string | null, name: string): string {
  return `${namespace ?? ''}\n${name}`;
}

function fitted(
  tools: readonly Tool[],
  naming: Naming,
  abilities: Abilities,
  quirks: Quirks,
  losses: Loss[],
): Tool[] {
  const kept: Tool[] = [];
  for (const tool of tools) {
    if (tool.kind === 'hosted') {
      const isRefused = tool.tool === 'webSearch' && !quirks.hasWebSearch;
      if (abilities.hostedTools.includes(tool.tool) && !isRefused) kept.push(tool);
      else losses.push(contentLoss('hosted-tool', tool.name));
    } else if (!naming.has(tool.namespace, tool.name)) {
      const isFreeform = tool.kind === 'freeform';
      const name = naming.nameOf(tool.namespace, tool.name, isFreeform);
      const namespace = abilities.hasNamespaces ? tool.namespace : null;
      kept.push(
        isFreeform && !abilities.hasFreeformTools
          ? asFunction(tool, name)
          : { ...tool, name, namespace },
      );
    }
  }
  return kept;
}

/** A freeform tool as a function with one text; its grammar becomes part of the description. */
function asFunction(tool: FreeformTool, name: string): FunctionTool {
  const { format, description } = tool;
  const definition = typeof format?.['definition'] === 'string' ? format['definition'] : null;
  const syntax = typeof format?.['syntax'] === 'string' ? format['syntax'] : 'text';
  const rule =
    definition === null ? '' : `\n\nThe input must follow this grammar (${syntax}):\n${definition}`;
  const schema: JsonObject = {
    type: 'object',
    properties: {
      [FREEFORM_INPUT]: { type: 'string', description: 'The whole input, as plain text.' },
    },
    required: [FREEFORM_INPUT],
    additionalProperties: false,
  };
  return {
    kind: 'function',
    name,
    namespace: null,
    description: `${description ?? ''}${rule}`,
    schema,
    isStrict: null,
    cache: null,
  };
}

function chosen(
  choice: ToolChoice | null,
  tools: readonly Tool[],
  naming: Naming,
  quirks: Quirks,
  losses: Loss[],
): ToolChoice | null {
  if (choice === null || choice.kind === 'auto' || choice.kind === 'none') return choice;
  if (!quirks.hasForcedTools) {
    losses.push(contentLoss('tool-choice', choice.kind));
    return { kind: 'auto' };
  }
  if (choice.kind === 'any') return choice;
  const isDefined = naming.has(choice.namespace, choice.name);
  const name = isDefined ? naming.nameOf(choice.namespace, choice.name, false) : choice.name;
  if (tools.some((tool) => tool.name === name)) return { kind: 'tool', name, namespace: null };
  losses.push(contentLoss('tool-choice', choice.name));
  return { kind: 'auto' };
}

function renamed(turn: Turn, naming: Naming, abilities: Abilities): Turn {
  if (!turn.parts.some(({ kind }) => kind === 'toolCall' || kind === 'toolResult')) return turn;
  return { ...turn, parts: turn.parts.map((part) => renamedPart(part, naming, abilities)) };
}

function renamedPart(part: Part, naming: Naming, abilities: Abilities): Part {
  if (part.kind === 'toolResult') {
    return part.isFreeform && !abilities.hasFreeformTools ? { ...part, isFreeform: false } : part;
  }
  if (part.kind !== 'toolCall') return part;
  const { isFreeform, arguments: given } = part;
  const name = naming.nameOf(part.namespace, part.name, isFreeform);
  const named = { ...part, name, namespace: abilities.hasNamespaces ? part.namespace : null };
  if (!isFreeform || abilities.hasFreeformTools) return named;
  const text = given.kind === 'text' ? given.text : JSON.stringify(given.value);
  const wrapped = { kind: 'value' as const, value: { [FREEFORM_INPUT]: text } };
  return { ...named, isFreeform: false, arguments: wrapped };
}
