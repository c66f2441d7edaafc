import type { GroupKey, Range, Statistics, StatisticsGroup } from '../../contracts/statistics.ts';
import { addSums, figuresOf, noSums, type Sums } from './figures.ts';

/** Sums of the requests of one group within an hour, or within some longer part of a bucket. */
export type UsagePart = {
  /** When the hour or the part began. */
  readonly at: number;
  readonly key: GroupKey;
  readonly sums: Sums;
};

/** What is shown of the parts, and how. */
export type ReportForm = {
  readonly range: Range;
  readonly zone: string;
  /** Ascending; empty: no buckets. */
  readonly starts: readonly number[];
  readonly isGrouped: boolean;
  /** Groups beyond this many are added up as one. */
  readonly mostGroups: number;
};

type Group = { key: GroupKey | null; readonly total: number[]; readonly buckets: Sparse };
type Sparse = Map<number, number[]>;

/** Statistics as they are answered, from parts in the order of time. */
export function assemble(
  asked: ReportForm,
  parts: readonly UsagePart[],
  previous: readonly UsagePart[] | null,
): Statistics {
  const all: Group = { key: null, total: noSums(), buckets: new Map() };
  const groups = new Map<string, Group>();
  const bucketOf = bucketFinder(asked.starts);
  for (const part of parts) {
    const bucket = bucketOf(part.at);
    enter(all, bucket, part.sums);
    if (!asked.isGrouped) continue;
    const group = groupOf(groups, part.key);
    enter(group, bucket, part.sums);
  }
  const before = noSums();
  for (const { sums } of previous ?? []) addSums(before, sums);
  return {
    range: asked.range,
    zone: asked.zone,
    starts: asked.starts,
    total: figuresOf(all.total),
    buckets: asked.starts.map((_, at) => figuresOf(all.buckets.get(at) ?? noSums())),
    previous: previous === null ? null : figuresOf(before),
    groups: foremost([...groups.values()], asked.mostGroups).map((group) =>
      shown(group, asked.starts),
    ),
  };
}

/** Names change and ids do not: a group bears the name of its latest part. */
function groupOf(groups: Map<string, Group>, key: GroupKey): Group {
  const { channelName: _, tokenName: __, ...identity } = key;
  const name = JSON.stringify(identity);
  let group = groups.get(name);
  if (group === undefined) {
    group = { key, total: noSums(), buckets: new Map() };
    groups.set(name, group);
  }
  group.key = key;
  return group;
}

function enter(group: Group, bucket: number, sums: Sums): void {
  addSums(group.total, sums);
  if (bucket < 0) return;
  let sum = group.buckets.get(bucket);
  if (sum === undefined) {
    sum = noSums();
    group.buckets.set(bucket, sum);
  }
  addSums(sum, sums);
}

/** The groups with the most requests; what is left over comes last, as one. */
function foremost(groups: readonly Group[], most: number): readonly Group[] {
  const sorted = groups.toSorted((a, b) => (b.total[0] ?? 0) - (a.total[0] ?? 0));
  if (sorted.length <= most) return sorted;
  const rest: Group = { key: null, total: noSums(), buckets: new Map() };
  for (const { total, buckets } of sorted.slice(most)) {
    addSums(rest.total, total);
    for (const [bucket, sums] of buckets) {
      const sum = rest.buckets.get(bucket) ?? noSums();
      addSums(sum, sums);
      rest.buckets.set(bucket, sum);
    }
  }
  return [...sorted.slice(0, most), rest];
}

function shown({ key, total, buckets }: Group, starts: readonly number[]): StatisticsGroup {
  return {
    key,
    total: figuresOf(total),
    buckets: starts.map((_, at) => {
      const sums = buckets.get(at);
      return sums === undefined ? null : figuresOf(sums);
    }),
  };
}

/** Which bucket a moment belongs to; -1 before the first, and where there are none. */
function bucketFinder(starts: readonly number[]): (at: number) => number {
  // Parts come in the order of time, so the last answer is mostly the next one too.
  let last = 0;
  return (at) => {
    if (at < (starts[last] ?? Infinity)) last = 0;
    while (last + 1 < starts.length && at >= (starts[last + 1] ?? 0)) last++;
    return at >= (starts[last] ?? Infinity) ? last : -1;
  };
}
