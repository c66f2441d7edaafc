import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCandidates, type Eligible } from '../../main/core/candidates.ts';
import { RotationBook } from '../../main/state/rotation-book.ts';
import type { Channel, ChannelKey } from '../../main/contracts/channel.ts';
import { aChannel, aKey } from '../support/channel-builder.ts';
import { aDemand } from '../support/demand-builder.ts';

function eligibleOf(...channels: Channel[]): readonly Eligible[] {
  return findCandidates(channels, aDemand({ model: null })).eligible;
}

function turns(book: RotationBook, group: readonly Eligible[], count: number) {
  return Array.from({ length: count }, () => book.nextChannel(group)?.channel.id);
}

const isFree = () => true;

describe('RotationBook', () => {
  it('spreads the load by weight, smoothly', () => {
    const group = eligibleOf(aChannel(1, { weight: 3 }), aChannel(2, { weight: 1 }));
    expect(turns(new RotationBook(), group, 8)).toEqual([1, 1, 2, 1, 1, 1, 2, 1]);
  });

  it('sends one request in eleven to a backup of weight 1 beside a primary of 10', () => {
    const group = eligibleOf(aChannel(1, { weight: 10 }), aChannel(2, { weight: 1 }));
    const winners = turns(new RotationBook(), group, 110);
    expect(winners.filter((id) => id === 2)).toHaveLength(10);
    expect(winners.slice(0, 11).filter((id) => id === 2)).toHaveLength(1);
  });

  it('spreads the load evenly over three', () => {
    const group = eligibleOf(aChannel(1), aChannel(2), aChannel(3));
    expect(turns(new RotationBook(), group, 6)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('goes on where it was when a cooldown changes the group', () => {
    const book = new RotationBook();
    const all = eligibleOf(aChannel(1), aChannel(2), aChannel(3));
    turns(book, all, 1);
    expect(turns(book, all.slice(0, 2), 2)).toEqual([2, 1]);
    expect(turns(book, all, 3)).toEqual([2, 3, 1]);
  });

  it('gives everyone their share of the turns they were there for, whoever cools when', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.array(fc.nat(), { maxLength: 300 }), (given, cooling) => {
        const book = new RotationBook();
        const all = eligibleOf(...given.map((weight, index) => aChannel(index + 1, { weight })));
        const earned = new Map<number, number>();
        const had = new Map<number, number>();
        for (const seed of cooling) {
          const group = all.filter(({ channel }) => (seed >> channel.id) % 2 === 0);
          if (group.length < 2) continue;
          const total = group.reduce((sum, one) => sum + one.weight, 0);
          for (const { channel, weight } of group) {
            earned.set(channel.id, (earned.get(channel.id) ?? 0) + weight / total);
          }
          const id = book.nextChannel(group)?.channel.id ?? 0;
          had.set(id, (had.get(id) ?? 0) + 1);
        }
        for (const [id, share] of earned) {
          expect(Math.abs(share - (had.get(id) ?? 0))).toBeLessThan(given.length);
        }
      }),
    );
  });

  it('forgets a channel that is gone', () => {
    const book = new RotationBook();
    const all = eligibleOf(aChannel(1), aChannel(2));
    turns(book, all, 1);
    book.retain([]);
    expect(turns(book, all, 1)).toEqual([1]);
  });

  it('always begins with the first free key when they are used one after the other', () => {
    const book = new RotationBook();
    const [one] = eligibleOf(aChannel(1, { keys: [aKey(1), aKey(2)] }));
    if (one === undefined) throw new Error('no candidate');
    expect([1, 2].map(() => book.nextKey(one, isFree)?.id)).toEqual([1, 1]);
    expect(book.nextKey(one, ({ id }) => id === 2)?.id).toBe(2);
    expect(book.nextKey(one, () => false)).toBeUndefined();
  });

  it.each<[string, (key: ChannelKey) => boolean, number[]]>([
    ['beginning with the first', () => true, [1, 2, 3, 1]],
    ['passing over one that cools', ({ id }) => id !== 2, [1, 3, 1, 3]],
  ])('takes turns among the keys, %s', (_how, free, expected) => {
    const book = new RotationBook();
    const channel = aChannel(1, { keys: [aKey(1), aKey(2), aKey(3)], keyStrategy: 'round_robin' });
    const [one] = eligibleOf(channel);
    if (one === undefined) throw new Error('no candidate');
    expect([1, 2, 3, 4].map(() => book.nextKey(one, free)?.id)).toEqual(expected);
    expect(book.nextKey(one, () => false)).toBeUndefined();
  });
});
