import { describe, expect, it } from 'vitest';
import type { Channel, ChannelId, KeyId } from '../../../main/contracts/channel.ts';
import { prefer } from '../../../main/core/affinity/prefer.ts';
import { findCandidates } from '../../../main/core/candidates.ts';
import { aChannel, aKey } from '../../support/channel-builder.ts';
import { aDemand, anOutlook } from '../../support/demand-builder.ts';

/** A channel as `id priority takeBack`. */
type Spec = readonly [id: number, priority: number, takeBack: Channel['takeBack']];

function preferring(
  id: number,
  isIdle: boolean,
  channels: readonly Spec[],
  outlook: Parameters<typeof anOutlook>[0] = {},
  key = id * 10,
): string {
  const { eligible } = findCandidates(
    channels.map(([one, priority, takeBack]) =>
      aChannel(one, { priority, takeBack, keys: [aKey(one * 10), aKey(one * 10 + 1)] }),
    ),
    aDemand(),
  );
  const preferred = { channelId: id as ChannelId, keyId: key as KeyId, isIdle };
  const preference = prefer(eligible, preferred, anOutlook(outlook));
  if (preference === null) return 'as new';
  if (preference.kind === 'takenBack') {
    return `to ${preference.group.map(({ channel }) => channel.id).join()}`;
  }
  return `stays at ${String(preference.candidate.eligible.channel.id)}`;
}

const but = (id: number) => ({
  canTry: (one: { channel: { id: number } }) => one.channel.id !== id,
});

describe('prefer', () => {
  it.each<[string, string, boolean, readonly Spec[]]>([
    [
      'stays among equals',
      'stays at 1',
      false,
      [
        [2, 5, 'at_once'],
        [1, 5, 'at_once'],
      ],
    ],
    [
      'stays before lower priorities',
      'stays at 1',
      true,
      [
        [1, 5, 'when_idle'],
        [2, 1, 'at_once'],
      ],
    ],
    [
      'returns at once where that is asked for',
      'to 2',
      false,
      [
        [2, 9, 'at_once'],
        [1, 5, 'when_idle'],
      ],
    ],
    [
      'waits until it is idle',
      'stays at 1',
      false,
      [
        [2, 9, 'when_idle'],
        [1, 5, 'at_once'],
      ],
    ],
    [
      'returns when it is idle',
      'to 2',
      true,
      [
        [2, 9, 'when_idle'],
        [1, 5, 'at_once'],
      ],
    ],
    [
      'returns to the highest',
      'to 3',
      true,
      [
        [3, 9, 'when_idle'],
        [2, 7, 'at_once'],
        [1, 5, 'at_once'],
      ],
    ],
    [
      'returns to the highest that takes it now',
      'to 2',
      false,
      [
        [3, 9, 'when_idle'],
        [2, 7, 'at_once'],
        [1, 5, 'at_once'],
      ],
    ],
    [
      'returns to one of several equals',
      'to 2,3',
      false,
      [
        [2, 9, 'at_once'],
        [3, 9, 'at_once'],
        [1, 5, 'at_once'],
      ],
    ],
  ])('%s', (_rule, expected, isIdle, channels) => {
    expect(preferring(1, isIdle, channels)).toBe(expected);
  });

  const two: readonly Spec[] = [
    [2, 9, 'at_once'],
    [1, 5, 'at_once'],
  ];

  it('stays while the channel of higher priority cannot be tried', () => {
    expect(preferring(1, true, two, but(2))).toBe('stays at 1');
  });

  it.each([
    ['the channel cannot be tried', preferring(1, false, two, but(1))],
    ['the channel is no candidate', preferring(7, false, two)],
    ['the key is gone', preferring(1, false, two, but(2), 99)],
    ['the key cools', preferring(1, false, two, { ...but(2), isKeyFree: (_, id) => id !== 10 })],
    ['its URL cools', preferring(1, false, two, { ...but(2), isUrlFree: () => false })],
  ])('goes where a new one would go when %s', (_reason, outcome) => {
    expect(outcome).toBe('as new');
  });

  it('keeps the key it was served by', () => {
    const { eligible } = findCandidates([aChannel(1, { keys: [aKey(1), aKey(2)] })], aDemand());
    const preferred = { channelId: 1 as ChannelId, keyId: 2 as KeyId, isIdle: false };
    const preference = prefer(eligible, preferred, anOutlook());
    expect(preference?.kind === 'stays' && preference.candidate.key.id).toBe(2);
  });
});
