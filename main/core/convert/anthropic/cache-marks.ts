import type { Block } from './write-blocks.ts';
import type { Message } from './write-messages.ts';

/** More are refused. */
const MOST_MARKS = 4;

const MARK = { type: 'ephemeral' };

/** Blocks that take no mark. */
const UNMARKED: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking']);

/**
 * Settles where the prompt is cached up to. A client whose dialect has no marks gets those that such clients set: behind
 * tools and instructions, and behind the last two turns of the user, so that the next request finds what this one wrote.
 * Of too many marks the first two and the last two stay.
 */
export function settleCacheMarks(
  tools: Block[],
  system: Block[],
  messages: readonly Message[],
  addsMarks: boolean,
): void {
  const blocks = [...tools, ...system, ...messages.flatMap(({ content }) => content)];
  const known = blocks.filter((block) => block['cache_control'] !== undefined);
  for (const block of known.slice(
    MOST_MARKS / 2,
    Math.max(MOST_MARKS / 2, known.length - MOST_MARKS / 2),
  )) {
    delete block['cache_control'];
  }
  if (known.length > 0 || !addsMarks) return;
  mark(system.at(-1) ?? tools.at(-1));
  const users = messages.filter(({ role }) => role === 'user');
  for (const { content } of users.slice(-2)) {
    mark(content.findLast((block) => !UNMARKED.has(block['type'])));
  }
}

function mark(block: Block | undefined): void {
  if (block !== undefined) block['cache_control'] = MARK;
}
