import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Verdict } from '../../main/core/classify.ts';
import { select, type Candidate, type Tried } from '../../main/core/select.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';
import { aDemand, anOutlook } from '../support/demand-builder.ts';

const limits = { maxKeysPerChannel: 3, maxChannelsPerRequest: 0 };
const uncooled = { statedUntil: null, firstCooldownMs: 0 };
const NEXT_KEY: Verdict = { next: 'nextKey', blame: 'key', reason: 'auth', ...uncooled };
const NEXT_URL: Verdict = { next: 'nextUrl', blame: 'url', reason: 'unreachable', ...uncooled };
const NEXT_CHANNEL: Verdict = {
  next: 'nextChannel',
  blame: 'model',
  reason: 'server',
  ...uncooled,
};

function eligibleOf(...channels: Channel[]) {
  return findCandidates(channels, aDemand({ model: null })).eligible;
}

/** Walks a request to its end: always the first of a group, always this verdict. */
function walk(
  channels: Channel[],
  verdict: Verdict,
  max = limits,
  eligible = eligibleOf(...channels),
): string[] {
  const tried: Tried[] = [];
  for (let steps = 0; steps < 50; steps++) {
    const selection = select(eligible, tried, max, anOutlook());
    if (selection.kind === 'none') break;
    const candidate = selection.kind === 'stay' ? selection.candidate : firstOf(selection.group);
    tried.push({ candidate, verdict });
  }
  return tried.map(({ candidate: { eligible: one, key, url, upstreamModel } }) =>
    [one.channel.id, key.id, url.id, ...(upstreamModel === null ? [] : [upstreamModel])].join('/'),
  );
}

function firstOf(group: ReturnType<typeof eligibleOf>): Candidate {
  const eligible = group[0];
  const key = eligible?.keys[0];
  const url = eligible?.urls[0];
  if (eligible === undefined || key === undefined || url === undefined)
    throw new Error('empty group');
  return { eligible, key, url, upstreamModel: eligible.upstreamModels[0] ?? null };
}

describe('select', () => {
  it('offers the whole group of the highest priority', () => {
    const eligible = eligibleOf(
      aChannel(1, { priority: 2 }),
      aChannel(2, { priority: 1 }),
      aChannel(3, { priority: 2 }),
    );
    const selection = select(eligible, [], limits, anOutlook());
    expect(selection.kind === 'group' && selection.group.map((one) => one.channel.id)).toEqual([
      1, 3,
    ]);
  });

  it('says none when there is no candidate', () => {
    expect(select([], [], limits, anOutlook())).toEqual({ kind: 'none' });
  });

  it('tries each channel once, lower priorities last', () => {
    const channels = [aChannel(1), aChannel(2, { priority: 9 }), aChannel(3)];
    expect(walk(channels, NEXT_CHANNEL)).toEqual(['2/20/20', '1/10/10', '3/30/30']);
  });

  it('tries the keys of a channel before the next channel', () => {
    const channels = [aChannel(1, { keys: [aKey(1), aKey(2)] }), aChannel(2)];
    expect(walk(channels, NEXT_KEY)).toEqual(['1/1/10', '1/2/10', '2/20/20']);
  });

  it('stops at the allowed number of keys', () => {
    const channels = [aChannel(1, { keys: [aKey(1), aKey(2), aKey(3), aKey(4)] })];
    expect(walk(channels, NEXT_KEY)).toEqual(['1/1/10', '1/2/10', '1/3/10']);
    expect(walk(channels, NEXT_KEY, { ...limits, maxKeysPerChannel: 1 })).toEqual(['1/1/10']);
  });

  it('tries the other URLs of a channel with the same key', () => {
    const channels = [
      aChannel(1, { urls: [aUrl(1), aUrl(2)], keys: [aKey(5), aKey(6)] }),
      aChannel(2),
    ];
    expect(walk(channels, NEXT_URL)).toEqual(['1/5/1', '1/5/2', '2/20/20']);
  });

  it('goes on round from a key in the middle', () => {
    const [one] = eligibleOf(aChannel(1, { keys: [aKey(1), aKey(2), aKey(3)] }));
    if (one === undefined) throw new Error('no candidate');
    const [, key] = one.keys;
    const [url] = one.urls;
    if (key === undefined || url === undefined) throw new Error('no key');
    const candidate = { eligible: one, key, url, upstreamModel: null };
    const selection = select([one], [{ candidate, verdict: NEXT_KEY }], limits, anOutlook());
    expect(selection.kind === 'stay' && selection.candidate.key.id).toBe(3);
  });

  it('goes through the names of the model before the next channel, with the same key', () => {
    const models = [{ name: 'claude-x', upstreamNames: ['b', 'a'], isEnabled: true }];
    const channels = [aChannel(1, { models, keys: [aKey(1), aKey(2)] }), aChannel(2)];
    const { eligible } = findCandidates(channels, aDemand());
    expect(walk(channels, NEXT_CHANNEL, limits, eligible)).toEqual([
      '1/1/10/b',
      '1/1/10/a',
      '2/20/20/claude-x',
    ]);
  });

  it('leaves the channel when a person sends the request on', () => {
    const models = [{ name: 'claude-x', upstreamNames: ['b', 'a'], isEnabled: true }];
    const channels = [aChannel(1, { models }), aChannel(2)];
    const { eligible } = findCandidates(channels, aDemand());
    const rerouted: Verdict = { ...NEXT_CHANNEL, blame: 'nobody', reason: 'none' };
    expect(walk(channels, rerouted, limits, eligible)).toEqual(['1/10/10/b', '2/20/20/claude-x']);
  });

  it.each([
    [1, ['1/1/10', '1/2/10']],
    [2, ['1/1/10', '1/2/10', '2/20/20']],
    [0, ['1/1/10', '1/2/10', '2/20/20', '3/30/30']],
  ])('tries at most %i channels, and all their keys', (maxChannelsPerRequest, expected) => {
    const channels = [aChannel(1, { keys: [aKey(1), aKey(2)] }), aChannel(2), aChannel(3)];
    expect(walk(channels, NEXT_KEY, { ...limits, maxChannelsPerRequest })).toEqual(expected);
  });

  it('lets a channel allow another number of keys than the rest', () => {
    const keys = [aKey(1), aKey(2), aKey(3)];
    const channels = [aChannel(1, { keys, overrides: { maxKeysPerChannel: 2 } })];
    expect(walk(channels, NEXT_KEY)).toEqual(['1/1/10', '1/2/10']);
  });

  describe('while something cools', () => {
    const channels = [aChannel(1, { priority: 2 }), aChannel(2, { priority: 1 }), aChannel(3)];
    const groupOf = (...overrides: Parameters<typeof anOutlook>): number[] => {
      const selection = select(eligibleOf(...channels), [], limits, anOutlook(...overrides));
      return selection.kind === 'group' ? selection.group.map((one) => one.channel.id) : [];
    };

    it('offers the next priority when nothing of the first can be tried', () => {
      expect(groupOf({ canTry: ({ channel }) => channel.id !== 1 })).toEqual([2]);
    });

    it('offers the highest rank wherever it stands in the list', () => {
      expect(groupOf({ rankOf: ({ channel }) => channel.id % 2, isInOrder: false })).toEqual([
        1, 3,
      ]);
      expect(groupOf({ rankOf: ({ channel }) => channel.id, isInOrder: false })).toEqual([3]);
    });

    it('passes over keys that are not free, and keeps what is', () => {
      const one = aChannel(1, { keys: [aKey(1), aKey(2), aKey(3)], urls: [aUrl(7), aUrl(8)] });
      const eligible = eligibleOf(one);
      const [first] = eligible;
      if (first === undefined) throw new Error('no candidate');
      const tried = [{ candidate: firstOf([first]), verdict: NEXT_KEY }];
      const outlook = anOutlook({ isKeyFree: (_, id) => id !== 2, isUrlFree: (_, id) => id !== 7 });
      const selection = select(eligible, tried, limits, outlook);
      expect(selection.kind === 'stay' && selection.candidate).toMatchObject({
        key: { id: 3 },
        url: { id: 8 },
      });
    });
  });
});
