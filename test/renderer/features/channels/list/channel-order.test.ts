// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { ChannelId } from '#contracts/channel';
import {
  movedBeside,
  movedByOne,
  orderForPriorities,
  tiersOf,
} from '../../../../../renderer/src/features/channels/list/channel-order.ts';
import { aChannel } from '../../../support/builders.ts';

const channels = [
  aChannel({ id: 1, priority: 20 }),
  aChannel({ id: 2, priority: 20 }),
  aChannel({ id: 3, priority: 10 }),
];
const id = (value: number) => value as ChannelId;

describe('the order of channels', () => {
  it('falls into tiers of one priority', () => {
    const tiers = tiersOf(channels).map(({ priority, channels: own }) => [priority, own.length]);
    expect(tiers).toEqual([
      [20, 2],
      [10, 1],
    ]);
  });

  it.each([
    ['swaps with its neighbour', 2, -1, { ids: [2, 1, 3], priorities: {} }],
    [
      'joins the tier above before it passes anyone in it',
      3,
      -1,
      { ids: [1, 2, 3], priorities: { 3: 20 } },
    ],
    ['joins the tier below', 2, 1, { ids: [1, 2, 3], priorities: { 2: 10 } }],
    ['stays at the top', 1, -1, null],
    ['stays at the bottom', 3, 1, null],
  ] as const)('by one step: a channel %s', (_, moving, step, expected) => {
    expect(movedByOne(channels, id(moving), step)).toEqual(expected);
  });

  it.each([
    [3, 1, 'before', { ids: [3, 1, 2], priorities: { 3: 20 } }],
    [1, 3, 'after', { ids: [2, 3, 1], priorities: { 1: 10 } }],
    [1, 2, 'after', { ids: [2, 1, 3], priorities: {} }],
    [1, 2, 'before', null],
    [2, 3, 'before', { ids: [1, 2, 3], priorities: { 2: 10 } }],
    [1, 1, 'before', null],
  ] as const)('when %i is dropped on %i %s it', (moving, target, side, expected) => {
    expect(movedBeside(channels, id(moving), id(target), side)).toEqual(expected);
  });

  it('is kept while priorities are put back', () => {
    expect(orderForPriorities(channels, channels.slice(1))).toEqual({
      ids: [1, 2, 3],
      priorities: { 2: 20, 3: 10 },
    });
  });
});
