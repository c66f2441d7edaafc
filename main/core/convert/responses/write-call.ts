import { parseObject, type JsonObject } from '../../gate/event-json.ts';
import type { StartedPart } from '../inner/answer.ts';
import type { Tool } from '../inner/request.ts';
import { builtinAction, builtinNamed, type BuiltinTool } from './builtin-tools.ts';

type Call = Extract<StartedPart, { kind: 'toolCall' }>;
type Open = { readonly id: string; readonly index: number };

/** What a stream is written with. */
export type Frames = {
  say(type: string, members: string): string;
  added(open: Open, item: JsonObject): string;
  done(open: Open, item: JsonObject): string;
};

/** Ids of items begin with what they are; OpenAI refuses a call that has another's beginning. */
const PREFIXES: Readonly<Record<string, string>> = {
  local_shell: 'lsh',
  shell: 'sh',
  apply_patch: 'apc',
};

/**
 * A call of one of the three kinds that a client may have defined: a function, a tool that takes plain text, or one of
 * OpenAI's own that the client runs.
 */
export class CallWriter {
  readonly open: Open;
  readonly #call: Call;
  readonly #builtin: BuiltinTool | null;
  readonly #place: string;

  constructor(call: Call, tools: readonly Tool[], open: (prefix: string) => Open) {
    this.#call = call;
    this.#builtin = call.isFreeform ? null : builtinNamed(call.name, tools);
    const own = this.#builtin === null ? undefined : PREFIXES[this.#builtin.name];
    this.open = open(own ?? (call.isFreeform ? 'ctc' : 'fc'));
    const { id, index } = this.open;
    this.#place = `"item_id":"${id}","output_index":${String(index)}`;
  }

  /** The input is text, not JSON. */
  get isPlain(): boolean {
    return this.#call.isFreeform;
  }

  added(frames: Frames): string {
    return frames.added(this.open, this.#item('', 'in_progress'));
  }

  /** The event of a piece of the input; null for calls that are told as a whole. */
  delta(quoted: string): { readonly type: string; readonly members: string } | null {
    if (this.#builtin !== null) return null;
    const type = this.isPlain
      ? 'response.custom_tool_call_input.delta'
      : 'response.function_call_arguments.delta';
    return { type, members: `${this.#place},"delta":${quoted}` };
  }

  /** As at OpenAI's, a call that was cut has its end as well, and is not completed. */
  done(text: string, status: 'completed' | 'incomplete', frames: Frames): string {
    const item = this.#item(text, status);
    if (this.#builtin !== null) return frames.done(this.open, item);
    const quoted = JSON.stringify(text);
    const said = this.isPlain
      ? frames.say('response.custom_tool_call_input.done', `${this.#place},"input":${quoted}`)
      : frames.say('response.function_call_arguments.done', `${this.#place},"arguments":${quoted}`);
    return said + frames.done(this.open, item);
  }

  #item(text: string, status: 'in_progress' | 'completed' | 'incomplete'): JsonObject {
    const { id, name, namespace } = this.#call;
    const base = { id: this.open.id, call_id: id, status };
    if (this.#builtin !== null) {
      const { call: type, member } = this.#builtin;
      return { type, ...base, [member]: builtinAction(this.#builtin, parseObject(text)) };
    }
    const named = { ...base, name, ...(namespace === null ? {} : { namespace }) };
    if (this.isPlain) return { type: 'custom_tool_call', ...named, input: text };
    return { type: 'function_call', ...named, arguments: text };
  }
}
