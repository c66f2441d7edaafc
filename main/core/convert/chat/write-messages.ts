import type { MediaPart, Part, TextPart, ThinkingPart, ToolResultPart } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import { mergeTurns } from '../fit/turns.ts';
import { hint } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { writtenCall } from './answer.ts';
import { writeContent } from './write-content.ts';

export type Message = Record<string, unknown>;

const SHOWN_BELOW = '(shown in the next message)';

/** The messages of a conversation; tools' results are messages of their own, before the rest of their turn. */
export function writeMessages(
  system: readonly TextPart[],
  turns: readonly Turn[],
  quirks: Quirks,
  losses: Loss[],
): Message[] {
  const isUsers = quirks.systemRole === 'user' && system.length > 0;
  const messages = isUsers ? [] : writeSystem(system, quirks, losses);
  // fit/ leaves no instructions between turns for those who know no such role.
  const all = isUsers ? mergeTurns([{ role: 'user', parts: system }, ...turns]) : turns;
  for (const turn of all) {
    switch (turn.role) {
      case 'system':
        messages.push(...writeSystem(turn.parts, quirks, losses));
        break;
      case 'user':
        messages.push(...writeUser(turn.parts, quirks, losses));
        break;
      case 'assistant':
        messages.push(...writeAssistant(turn.parts, quirks, losses));
        break;
    }
  }
  return messages;
}

function writeSystem(parts: readonly Part[], quirks: Quirks, losses: Loss[]): Message[] {
  const content = writeContent(parts, quirks, losses);
  return content === null ? [] : [{ role: quirks.systemRole, content }];
}

/** Media of results have no place in a tool's message as a rule; they follow behind all results. */
function writeUser(parts: readonly Part[], quirks: Quirks, losses: Loss[]): Message[] {
  const messages: Message[] = [];
  const said: Part[] = [];
  const shown: Part[] = [];
  for (const part of parts) {
    if (part.kind === 'toolResult') messages.push(writeResult(part, quirks, shown, losses));
    else said.push(part);
  }
  const content = writeContent([...shown, ...said], quirks, losses);
  if (content !== null) messages.push({ role: 'user', content });
  return messages;
}

function writeResult(
  { id, content, value, isError }: ToolResultPart,
  quirks: Quirks,
  shown: Part[],
  losses: Loss[],
): Message {
  const isInline = quirks.hasToolResultImages === true;
  const isMoved = (part: TextPart | MediaPart): boolean => part.kind === 'media' && !isInline;
  const kept = content.filter((part) => !isMoved(part));
  const moved = content.filter(isMoved);
  shown.push(...moved);
  const own = writeContent(kept, { ...quirks, hasStringContent: true }, losses);
  const stated = own ?? (value === null ? null : JSON.stringify(value));
  const text = stated ?? (moved.length > 0 ? SHOWN_BELOW : '');
  // Chat has no word for a failed call; most say so themselves.
  const isPlain = isError && typeof text === 'string' && !/error|fail/i.test(text.slice(0, 200));
  return { role: 'tool', tool_call_id: id, content: isPlain ? `Error: ${text}` : text };
}

function writeAssistant(parts: readonly Part[], quirks: Quirks, losses: Loss[]): Message[] {
  const calls = parts.filter((part) => part.kind === 'toolCall');
  const said = parts.filter(({ kind }) => kind === 'text' || kind === 'refusal');
  for (const part of parts) {
    if (part.kind === 'hosted') losses.push(hint('hosted-part', part.tool));
    if (part.kind === 'media') losses.push(hint('assistant-media', part.media));
  }
  const thinking = parts.filter((part) => part.kind === 'thinking');
  const reasoning = writeReasoning(thinking, calls.length > 0, quirks, losses);
  const content = writeContent(said, quirks, losses);
  if (content === null && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      // An empty text beside calls is refused; null is not.
      content,
      ...(reasoning === null ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(writtenCall) }),
    },
  ];
}

/** Reasoning belongs to the message that it led to. Some vendors demand it back, others refuse it. */
function writeReasoning(
  thinking: readonly ThinkingPart[],
  hasCalls: boolean,
  { reasoningContent, reasoningPlaceholder }: Quirks,
  losses: Loss[],
): string | null {
  const isWanted = reasoningContent === 'always' || (reasoningContent === 'toolCalls' && hasCalls);
  if (!isWanted) {
    if (thinking.length > 0) losses.push(hint('thinking'));
    return null;
  }
  const texts = thinking.map(({ text }) => text).filter((text) => text !== '');
  return texts.length > 0 ? texts.join('\n\n') : reasoningPlaceholder;
}
