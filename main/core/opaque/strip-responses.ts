import { withoutParts } from '../splice.ts';
import type { Stripping, StripTask } from './carriers.ts';

/** Items of the input whose content only their minter can read. */
const SEALED_ITEMS: ReadonlySet<string | null> = new Set([
  'reasoning',
  'compaction',
  'compaction_summary',
]);

/**
 * Takes out the items whose `encrypted_content` is another organisation's. An item goes as a whole: without the content
 * it is looked up by its id, which nobody else has stored ("Item with id 'rs_…' not found"), and its summary alone is
 * refused as well. What a compaction had folded up is then lost; the alternative is a conversation that nobody answers.
 */
export function stripResponses(task: StripTask): Stripping {
  const { parts } = task;
  const list = parts.member(task.top, 'input');
  const items = list === undefined ? [] : parts.elements(list);
  const gone = new Set(
    items.filter((item) => {
      if (!task.mayCarry(item)) return false;
      const members = parts.members(item);
      if (!SEALED_ITEMS.has(parts.text(members.findLast(({ name }) => name === 'type'))))
        return false;
      return task.isUnwanted(members.findLast(({ name }) => name === 'encrypted_content'));
    }),
  );
  return { edits: withoutParts(items, (item) => gone.has(item)), count: gone.size };
}
