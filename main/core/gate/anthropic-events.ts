import { hasSubstance, hasText, objectAt, type JsonObject } from './event-json.ts';
import type { EventMeaning } from './event-meaning.ts';

/** Blocks that start empty and get all they have from deltas. The start of any other block is output. */
const FILLED_BY_DELTAS: ReadonlySet<unknown> = new Set(['text', 'thinking']);

/** Events of Anthropic's messages API. Some relays leave the `event:` line out, so the type is read first. */
export function anthropicMeaning(name: string, data: JsonObject): EventMeaning {
  const type = data['type'] ?? name;
  if (type === 'error' || hasSubstance(data['error'])) return 'error';
  switch (type) {
    case 'content_block_start':
      return startsWithOutput(objectAt(data, 'content_block')) ? 'output' : 'nothing';
    case 'content_block_delta':
      return 'output';
    case 'message_delta':
      // An answer without any text ends its turn here, and that is an answer.
      return hasSubstance(objectAt(data, 'delta')?.['stop_reason']) ? 'output' : 'nothing';
    case 'message_stop':
      return 'end';
    default:
      return 'nothing';
  }
}

function startsWithOutput(block: JsonObject | null): boolean {
  if (block === null) return false;
  if (!FILLED_BY_DELTAS.has(block['type'])) return true;
  return hasText(block['text']) || hasText(block['thinking']);
}
