import type { DiffPart } from '../contracts/capture.ts';

/** Words are what people read; in long texts lines are enough, and much quicker to compare. */
const MAX_WORDS_CHARACTERS = 20_000;

/** The comparison pauses for others; texts that are still not compared after this are too different to be. */
const TIMEOUT_MS = 2000;

/** What makes one text of the other; null when they are too different. The package is loaded with the first call. */
export async function textDiff(before: string, after: string): Promise<readonly DiffPart[] | null> {
  const { diffLines, diffWordsWithSpace } = await import('diff');
  const isShort = Math.max(before.length, after.length) <= MAX_WORDS_CHARACTERS;
  const changes = await new Promise<readonly Change[] | undefined>((resolve) => {
    const options = { timeout: TIMEOUT_MS, callback: resolve };
    if (isShort) diffWordsWithSpace(before, after, options);
    else diffLines(before, after, options);
  });
  return changes?.map(partOf) ?? null;
}

type Change = { readonly value: string; readonly added: boolean; readonly removed: boolean };

function partOf({ value: text, added, removed }: Change): DiffPart {
  if (added) return { kind: 'added', text };
  return { kind: removed ? 'removed' : 'same', text };
}
