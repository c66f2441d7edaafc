import type { RequestRecord } from '#contracts/record';

type Merged = {
  readonly records: readonly RequestRecord[];
  readonly newCount: number;
  /** False when more came than the newest page holds: what was shown before does not join on. */
  readonly isJoined: boolean;
};

/**
 * The newest page on top of what is shown. A long request ends after shorter ones that began later, so a new one may
 * belong between known ones.
 */
export function mergeNewest(
  shown: readonly RequestRecord[],
  newest: readonly RequestRecord[],
): Merged {
  const last = newest.at(-1);
  if (last === undefined) return { records: shown, newCount: 0, isJoined: true };
  // Only the beginning can change, however long the list has become.
  const found = shown.findIndex(({ startedAt }) => startedAt < last.startedAt);
  const headLength = found < 0 ? shown.length : found;
  const known = new Set(shown.slice(0, headLength).map(({ id }) => id));
  const newCount = newest.filter(({ id }) => !known.has(id)).length;
  if (newCount === newest.length) return { records: newest, newCount, isJoined: false };
  const page = new Set(newest.map(({ id }) => id));
  const beside = shown
    .slice(0, headLength)
    .filter(({ id, startedAt }) => startedAt === last.startedAt && !page.has(id));
  return {
    records: [...newest, ...beside, ...shown.slice(headLength)],
    newCount,
    isJoined: true,
  };
}
