import type { NamedPart, Part } from '../json-parts.ts';
import { withoutParts, type Edit } from '../splice.ts';
import type { Stripping, StripTask } from './carriers.ts';

/** The member that holds the token, by type of block. */
const TOKEN_MEMBER: ReadonlyMap<string | null, string> = new Map([
  ['thinking', 'signature'],
  ['redacted_thinking', 'data'],
]);

/**
 * Takes out the thinking blocks of others. A block goes as a whole: neither a block without its signature nor one with
 * another's is accepted, and blocks of earlier turns may be left out. What the new account minted itself stays; it
 * has seen the conversation without the others' blocks, so its own follow each other as they did then ("preserved
 * thinking" of the newer models checks that).
 *
 * Within a tool loop, manual thinking (`enabled`) demands that the last assistant message begins with a thinking block.
 * When that is gone, or the new account had to answer without thinking before, the request goes without thinking: the
 * member is left out, because `disabled` is refused by some beside an effort. Adaptive thinking has no such rule.
 */
export function stripAnthropic(task: StripTask): Stripping {
  const { parts } = task;
  const top = parts.members(task.top);
  const list = top.findLast(({ name }) => name === 'messages');
  if (list === undefined) return { edits: [], count: 0 };
  const messages = parts.elements(list);
  const edits: Edit[] = [];
  const gone = new Set<Part>();
  /** Where the blocks begin that are taken out. */
  const foreign = new Set<number>();
  for (const message of messages) {
    if (!task.mayCarry(message)) continue;
    const blocks = blocksOf(task, message);
    const before = foreign.size;
    for (const block of blocks) if (isForeign(task, block)) foreign.add(block.start);
    const found = foreign.size - before;
    // A message without content is refused.
    if (found > 0 && found === blocks.length) gone.add(message);
    else edits.push(...withoutParts(blocks, ({ start }) => foreign.has(start)));
  }
  edits.push(...withoutParts(messages, (message) => gone.has(message)));
  const count = foreign.size;
  if (count === 0 && !task.isForced) return { edits, count };
  const last = messages.findLast(
    (one) => !gone.has(one) && parts.text(parts.member(one, 'role')) === 'assistant',
  );
  const kept =
    last === undefined ? [] : blocksOf(task, last).filter(({ start }) => !foreign.has(start));
  if (isManual(task, top) && lacksThinking(task, kept)) edits.push(...withoutThinking(task, top));
  return { edits, count };
}

function blocksOf({ parts }: StripTask, message: Part): readonly Part[] {
  const content = parts.member(message, 'content');
  return content === undefined ? [] : parts.elements(content);
}

function isForeign(task: StripTask, block: Part): boolean {
  if (!task.mayCarry(block)) return false;
  const members = task.parts.members(block);
  const name = TOKEN_MEMBER.get(typeIn(task, members));
  return name !== undefined && task.isUnwanted(members.findLast((one) => one.name === name));
}

function isManual(task: StripTask, top: readonly NamedPart[]): boolean {
  const thinking = top.findLast(({ name }) => name === 'thinking');
  return thinking !== undefined && typeIn(task, task.parts.members(thinking)) === 'enabled';
}

/** Whether a message of these blocks calls tools and does not begin with thinking. */
function lacksThinking(task: StripTask, blocks: readonly Part[]): boolean {
  const types = blocks.map((block) => typeIn(task, task.parts.members(block)));
  return types.includes('tool_use') && !TOKEN_MEMBER.has(types[0] ?? null);
}

/** Without `thinking`, and without the rule of context management that is refused without it. */
function withoutThinking({ parts }: StripTask, top: readonly NamedPart[]): readonly Edit[] {
  const management = top.findLast(({ name }) => name === 'context_management');
  const list = management === undefined ? undefined : parts.member(management, 'edits');
  const rules = list === undefined ? [] : parts.elements(list);
  const isAboutThinking = (rule: Part): boolean =>
    parts.text(parts.member(rule, 'type'))?.startsWith('clear_thinking') === true;
  const isPointless = rules.length > 0 && rules.every(isAboutThinking);
  const edits = withoutParts(
    top,
    ({ name }) => name === 'thinking' || (isPointless && name === 'context_management'),
  );
  return isPointless ? edits : [...edits, ...withoutParts(rules, isAboutThinking)];
}

function typeIn({ parts }: StripTask, members: readonly NamedPart[]): string | null {
  return parts.text(members.findLast(({ name }) => name === 'type'));
}
