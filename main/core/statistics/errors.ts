import type { ErrorStatistics } from '../../contracts/statistics.ts';

/** A failure as it was recorded. */
export type Failure = Omit<ErrorStatistics, 'count' | 'lastAt' | 'exampleRequestId'> & {
  readonly requestId: string;
  readonly at: number;
};

/** Long texts differ in what nobody reads. */
const MAX_DETAIL_CHARS = 200;

/** Failures that say the same, most frequent first. Newest first is how they come. */
export function groupErrors(failures: readonly Failure[]): ErrorStatistics[] {
  const groups = new Map<string, ErrorStatistics & { count: number }>();
  for (const { requestId, at, ...failure } of failures) {
    const detail = normalDetail(failure.detail);
    const { channelId, outcome, status } = failure;
    const key = JSON.stringify([channelId, outcome, status, detail]);
    const known = groups.get(key);
    if (known !== undefined) known.count += 1;
    else groups.set(key, { ...failure, detail, count: 1, lastAt: at, exampleRequestId: requestId });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}

/** The text with `…` for every word that has a digit in it: ids, counts, moments, addresses. */
function normalDetail(detail: string): string {
  return detail
    .slice(0, 2 * MAX_DETAIL_CHARS)
    .replace(/[\p{L}_.:-]*\d[\p{L}\d_.:-]*/gu, '…')
    .replace(/…(?:\s*…)+/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_DETAIL_CHARS);
}
