// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { mergeNewest } from '../../../../renderer/src/features/requests/merge-newest.ts';
import { aRecord } from '../../support/builders.ts';

/** Each begins a second after the one of the number before. */
const records = (...numbers: number[]) =>
  numbers.map((number) => aRecord({ id: `r${number}`, startedAt: number * 1000 }));

const merge = (shown: number[], newest: number[]) => {
  const { records: merged, ...rest } = mergeNewest(records(...shown), records(...newest));
  return { numbers: merged.map(({ id }) => Number(id.slice(1))), ...rest };
};

describe('mergeNewest', () => {
  it('puts what is new on top', () => {
    expect(merge([3, 2, 1], [5, 4, 3])).toEqual({
      numbers: [5, 4, 3, 2, 1],
      newCount: 2,
      isJoined: true,
    });
  });

  it('puts one that ended late where it began', () => {
    expect(merge([5, 3, 2, 1], [5, 4, 3]).numbers).toEqual([5, 4, 3, 2, 1]);
  });

  it('leaves out what is gone from the newest page', () => {
    expect(merge([5, 4, 3, 2, 1], [5, 3, 2]).numbers).toEqual([5, 3, 2, 1]);
  });

  it('begins anew when more came than the page holds', () => {
    expect(merge([3, 2], [9, 8, 7])).toEqual({ numbers: [9, 8, 7], newCount: 3, isJoined: false });
  });

  it('changes nothing by an empty page', () => {
    expect(merge([2, 1], [])).toEqual({ numbers: [2, 1], newCount: 0, isJoined: true });
  });
});
