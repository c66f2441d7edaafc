import type { NamedPart, Part } from '../json-parts.ts';
import { withoutParts, type Edit } from '../splice.ts';
import type { Stripping, StripTask } from './carriers.ts';

/** Google's documented word for "made elsewhere": of the two the one that Vertex knows too. */
const SKIP_VALIDATION = '"skip_thought_signature_validator"';

const SIGNATURES: ReadonlySet<string> = new Set(['thoughtSignature', 'thought_signature']);
const CALLS: ReadonlySet<string> = new Set(['functionCall', 'function_call']);

/**
 * Frees the parts of a conversation from others' signatures. Gemini 3 demands one at the first function call of each
 * step, so at a call it is replaced by the documented placeholder; anywhere else it is recommended only, and dropped. A
 * part that had nothing else goes with it. When forced, a first call that has none is given the placeholder.
 */
export function stripGemini(task: StripTask): Stripping {
  const { parts } = task;
  const list = parts.member(task.top, 'contents');
  const contents = list === undefined ? [] : parts.elements(list);
  const edits: Edit[] = [];
  const gone = new Set<Part>();
  let count = 0;
  for (const content of contents) {
    if (!task.mayCarry(content)) continue;
    const inner = parts.member(content, 'parts');
    const found = stripParts(task, inner === undefined ? [] : parts.elements(inner));
    count += found.count;
    if (found.isEmptied) gone.add(content);
    else edits.push(...found.edits);
  }
  edits.push(...withoutParts(contents, (content) => gone.has(content)));
  return { edits, count };
}

function stripParts(task: StripTask, list: readonly Part[]): Stripping & { isEmptied: boolean } {
  const edits: Edit[] = [];
  const gone = new Set<Part>();
  let count = 0;
  let hasCall = false;
  for (const part of list) {
    if (!task.mayCarry(part)) continue;
    const members = task.parts.members(part);
    const isCall = members.some(({ name }) => CALLS.has(name));
    const signatures = members.filter(({ name }) => SIGNATURES.has(name));
    const isUnwanted = signatures.some((one) => task.isUnwanted(one));
    if (isUnwanted) {
      count++;
      if (isCall) edits.push(...signatures.map(replaced));
      else if (holdsMore(members))
        edits.push(...withoutParts(members, ({ name }) => SIGNATURES.has(name)));
      else gone.add(part);
    } else if (isCall && !hasCall && task.isForced && signatures.length === 0) {
      count++;
      edits.push({
        start: part.end - 1,
        end: part.end - 1,
        text: `,"thoughtSignature":${SKIP_VALIDATION}`,
      });
    }
    hasCall ||= isCall;
  }
  const isEmptied = gone.size > 0 && gone.size === list.length;
  return { edits: [...edits, ...withoutParts(list, (part) => gone.has(part))], count, isEmptied };
}

export function replaced({ start, end }: Part): Edit {
  return { start, end, text: SKIP_VALIDATION };
}

/** Whether a part says anything beside its signature; `thought` alone only says what kind of nothing it is. */
function holdsMore(members: readonly NamedPart[]): boolean {
  return members.some(({ name }) => !SIGNATURES.has(name) && name !== 'thought');
}
