import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import { isObject, textAt } from '../inner/reading.ts';
import type { FunctionTool, Tool } from '../inner/request.ts';
import { isNestedTooDeep } from '../nesting.ts';

/**
 * Tools that OpenAI has trained its models on and that the *client* runs. A definition is only a type, and calls and
 * results are items of their own. Another protocol's model gets them as functions, and its calls are made those items
 * again.
 */
export type BuiltinTool = {
  /** Type of the definition and name of the function. */
  readonly name: string;
  readonly call: string;
  readonly output: string;
  readonly tool: FunctionTool;
  /** The member of the call that holds the arguments. */
  readonly member: 'action' | 'operation';
  /** Members of the arguments that every call must have. */
  readonly needed: JsonObject;
};

function builtin(
  name: string,
  description: string,
  member: BuiltinTool['member'],
  needed: JsonObject,
  properties: JsonObject,
  required: readonly string[],
): BuiltinTool {
  const schema = { type: 'object', properties, required };
  const tool: FunctionTool = {
    kind: 'function',
    name,
    namespace: null,
    description,
    schema,
    isStrict: null,
    cache: null,
  };
  return { name, call: `${name}_call`, output: `${name}_call_output`, tool, member, needed };
}

const TEXT = { type: 'string' };
const COUNT = { type: 'integer' };
const TEXTS = { type: 'array', items: TEXT };

const BUILTIN_TOOLS: readonly BuiltinTool[] = [
  builtin(
    'local_shell',
    'Runs a command on the user’s machine and returns its output.',
    'action',
    { type: 'exec', command: [], env: {} },
    {
      command: { ...TEXTS, description: 'The program and its arguments.' },
      working_directory: TEXT,
      timeout_ms: COUNT,
    },
    ['command'],
  ),
  builtin(
    'shell',
    'Runs shell commands and returns the output of each.',
    'action',
    { commands: [], timeout_ms: null, max_output_length: null },
    { commands: TEXTS, timeout_ms: COUNT, max_output_length: COUNT },
    ['commands'],
  ),
  builtin(
    'apply_patch',
    'Creates, updates or deletes one file by a diff.',
    'operation',
    { type: 'update_file', path: '' },
    {
      type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
      path: TEXT,
      diff: { type: 'string', description: 'A diff in the V4A format; none to delete.' },
    },
    ['type', 'path'],
  ),
];

/** The tool of a definition; null for one that the service runs itself. */
export function builtinDefined(definition: JsonObject): BuiltinTool | null {
  if (!isLocal(definition)) return null;
  return BUILTIN_TOOLS.find(({ name }) => name === definition['type']) ?? null;
}

export function builtinCalled(item: JsonObject): BuiltinTool | null {
  if (!isLocal(item)) return null;
  return BUILTIN_TOOLS.find(({ call }) => call === item['type']) ?? null;
}

/** A shell in a container of the service's is no concern of the client's. */
function isLocal(stated: JsonObject): boolean {
  const place = textAt(objectAt(stated, 'environment'), 'type');
  return place === null || place === 'local';
}

export function builtinAnswered(type: unknown): BuiltinTool | null {
  return BUILTIN_TOOLS.find(({ output }) => output === type) ?? null;
}

/**
 * The tool whose items the client expects for calls of this name. A client's own function may have the same name; the
 * one that was read from a definition of the type is told by its schema, which is ours.
 */
export function builtinNamed(name: string, tools: readonly Tool[]): BuiltinTool | null {
  const known = BUILTIN_TOOLS.find((one) => one.name === name);
  const isDefined = tools.some(
    (one) => one.kind === 'function' && one.schema === known?.tool.schema,
  );
  return known !== undefined && isDefined ? known : null;
}

/** The arguments of a call, as the model would have written them for the function. */
export function builtinArguments(builtin: BuiltinTool, item: JsonObject): JsonObject {
  const stated = objectAt(item, builtin.member) ?? {};
  const names = Object.keys(objectAt(builtin.tool.schema, 'properties') ?? {});
  return Object.fromEntries(
    names.flatMap((name) => (stated[name] == null ? [] : [[name, stated[name]]])),
  );
}

/** Arguments of the function as the call's own member. */
export function builtinAction(builtin: BuiltinTool, given: unknown): JsonObject {
  const isSound = isObject(given) && !isNestedTooDeep(given);
  return { ...builtin.needed, ...(isSound ? given : {}) };
}
