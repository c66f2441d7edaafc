import type { TextPart } from '../inner/parts.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { marked, writeBlocks, type Block } from './write-blocks.ts';

export type Message = { readonly role: 'user' | 'assistant' | 'system'; readonly content: Block[] };

/** Turns are merged and ordered before; here each becomes a message, and one that says nothing is left out. */
export function writeMessages(turns: readonly Turn[], losses: Loss[]): Message[] {
  const messages = turns.flatMap(({ role, parts }): Message[] => {
    const content = parts.flatMap((part) => writeBlocks(part, losses));
    return content.length === 0 ? [] : [{ role, content }];
  });
  trimPrefill(messages.at(-1));
  return messages;
}

export function writeSystem(system: readonly TextPart[]): Block[] {
  return system
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, cache }) => marked({ type: 'text', text }, cache));
}

/** The beginning of an answer that the model goes on with must not end in white space. */
function trimPrefill(message: Message | undefined): void {
  if (message?.role !== 'assistant') return;
  const last = message.content.at(-1);
  if (last?.['type'] !== 'text' || typeof last['text'] !== 'string') return;
  last['text'] = last['text'].trimEnd();
}
