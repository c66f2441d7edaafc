import type { NamedPart, Part } from '../json-parts.ts';
import { withoutParts, type Edit } from '../splice.ts';
import type { Stripping, StripTask } from './carriers.ts';
import { replaced } from './strip-gemini.ts';

/** Lists in which relays hand on what the vendor behind them signed: OpenRouter's, and LiteLLM's. */
const SIGNED_LISTS: ReadonlySet<string> = new Set(['reasoning_details', 'thinking_blocks']);

/**
 * Chat knows no opaque tokens, but relays carry them in members of their own: signed or encrypted reasoning, whose
 * entries go as a whole, and Gemini's signature of a tool call, which Google's chat endpoint demands as Gemini does.
 */
export function stripChat(task: StripTask): Stripping {
  const { parts } = task;
  const list = parts.member(task.top, 'messages');
  const edits: Edit[] = [];
  let count = 0;
  for (const message of list === undefined ? [] : parts.elements(list)) {
    if (!task.mayCarry(message)) continue;
    const members = parts.members(message);
    for (const signed of members.filter(({ name }) => SIGNED_LISTS.has(name))) {
      const entries = parts.elements(signed);
      const gone = new Set(entries.filter((entry) => task.isUnwanted(tokenOf(task, entry))));
      count += gone.size;
      edits.push(...withoutParts(entries, (entry) => gone.has(entry)));
    }
    const calls = members.findLast(({ name }) => name === 'tool_calls');
    for (const carrier of [message, ...(calls === undefined ? [] : parts.elements(calls))]) {
      const signature = googleSignature(task, carrier);
      if (signature === undefined || !task.isUnwanted(signature)) continue;
      count++;
      edits.push(replaced(signature));
    }
  }
  return { edits, count };
}

/** The signature, or of what is encrypted the data. */
function tokenOf({ parts }: StripTask, entry: Part): NamedPart | undefined {
  const members = parts.members(entry);
  return (
    members.findLast(({ name }) => name === 'signature') ??
    members.findLast(({ name }) => name === 'data')
  );
}

/** `extra_content.google.thought_signature` of a message or a tool call. */
function googleSignature({ parts }: StripTask, carrier: Part): NamedPart | undefined {
  const extra = parts.member(carrier, 'extra_content');
  const google = extra === undefined ? undefined : parts.member(extra, 'google');
  return google === undefined ? undefined : parts.member(google, 'thought_signature');
}
