import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../main/core/candidates.ts';
import { RotationBook } from '../../main/state/rotation-book.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import { aChannel, aKey } from '../support/channel-builder.ts';

function eligibleOf(...channels: Channel[]) {
  return findCandidates(channels, { accepts: ['anthropic'], model: null }).eligible;
}

function turns(book: RotationBook, group: ReturnType<typeof eligibleOf>, count: number) {
  return Array.from({ length: count }, () => book.nextChannel(group)?.channel.id);
}

describe('RotationBook', () => {
  it('spreads the load by weight, smoothly', () => {
    const group = eligibleOf(aChannel(1, { weight: 3 }), aChannel(2, { weight: 1 }));
    expect(turns(new RotationBook(), group, 8)).toEqual([1, 1, 2, 1, 1, 1, 2, 1]);
  });

  it('keeps the turns of different groups apart', () => {
    const book = new RotationBook();
    const all = eligibleOf(aChannel(1), aChannel(2), aChannel(3));
    turns(book, all, 1);
    expect(turns(book, all.slice(1), 2)).toEqual([2, 3]);
    expect(turns(book, all, 2)).toEqual([2, 3]);
  });

  it('always begins with the first key when they are used one after the other', () => {
    const book = new RotationBook();
    const [one] = eligibleOf(aChannel(1, { keys: [aKey(1), aKey(2)] }));
    expect(one && [book.nextKey(one)?.id, book.nextKey(one)?.id]).toEqual([1, 1]);
  });

  it('takes turns among the keys, beginning with the first', () => {
    const book = new RotationBook();
    const channel = aChannel(1, { keys: [aKey(1), aKey(2), aKey(3)], keyStrategy: 'round_robin' });
    const [one] = eligibleOf(channel);
    if (one === undefined) throw new Error('no candidate');
    expect([1, 2, 3, 4].map(() => book.nextKey(one)?.id)).toEqual([1, 2, 3, 1]);
  });
});
