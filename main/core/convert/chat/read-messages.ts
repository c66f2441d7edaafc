import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import type { Part, TextPart, ToolResultPart } from '../inner/parts.ts';
import { isObject, textAt } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { callPart } from './answer.ts';
import { saidIn } from './delta.ts';
import { isTextOrMedia, readContent } from './read-content.ts';

type Messages = { readonly system: readonly TextPart[]; readonly turns: readonly Turn[] };

/** Null when something in the list is no message; its place is in `at`. */
export function readMessages(
  list: readonly unknown[],
  losses: Loss[],
): Messages | { readonly at: number } {
  const system: TextPart[] = [];
  const turns: Turn[] = [];
  for (const [index, message] of list.entries()) {
    const turn = isObject(message) ? readMessage(message, index, losses) : null;
    if (turn === null) return { at: index };
    if (turn.role === 'system' && turns.length === 0) {
      system.push(...turn.parts.filter((part) => part.kind === 'text'));
    } else if (turn.parts.length > 0) {
      turns.push(turn);
    }
  }
  return { system, turns };
}

function readMessage(message: JsonObject, index: number, losses: Loss[]): Turn | null {
  switch (message['role']) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: readContent(message, losses) };
    case 'user':
      return { role: 'user', parts: readContent(message, losses) };
    case 'assistant':
      return { role: 'assistant', parts: readAssistant(message, index, losses) };
    case 'tool':
      return {
        role: 'user',
        parts: [readResult(message, textAt(message, 'tool_call_id'), losses)],
      };
    case 'function':
      return { role: 'user', parts: [readResult(message, null, losses)] };
    default:
      return null;
  }
}

/** Reasoning came before the words and the calls of the same message. */
function readAssistant(message: JsonObject, index: number, losses: Loss[]): Part[] {
  const parts: Part[] = [];
  const content = readContent(message, losses);
  const { thinking, refusal, calls } = saidIn(message);
  if (thinking !== '' && !content.some(({ kind }) => kind === 'thinking')) {
    parts.push({ kind: 'thinking', text: thinking, signature: null, isRedacted: false });
  }
  parts.push(...content);
  if (refusal !== '') parts.push({ kind: 'refusal', text: refusal });
  for (const [position, call] of calls.entries()) {
    const isLegacy = objectAt(message, 'function_call') !== null && call.id === null;
    const id = isLegacy ? legacyId(call.name) : call.id;
    parts.push(callPart({ ...call, id }, String(index), position));
  }
  return parts;
}

function readResult(message: JsonObject, id: string | null, losses: Loss[]): ToolResultPart {
  const name = textAt(message, 'name');
  return {
    kind: 'toolResult',
    id: id ?? legacyId(name),
    name,
    content: readContent(message, losses).filter(isTextOrMedia),
    value: null,
    isError: false,
    isFreeform: false,
    cache: null,
  };
}

/** Functions, which came before tools, were told apart by their names alone. */
function legacyId(name: string | null): string {
  return `call_${name ?? 'function'}`;
}
