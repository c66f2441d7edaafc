import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Verdict } from '../../main/core/classify.ts';
import { select, type Candidate, type Tried } from '../../main/core/select.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';

const limits = { maxKeysPerChannel: 3 };
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
  return findCandidates(channels, { accepts: ['anthropic'], model: null }).eligible;
}

/** Walks a request to its end: always the first of a group, always this verdict. */
function walk(channels: Channel[], verdict: Verdict, max = limits): string[] {
  const eligible = eligibleOf(...channels);
  const tried: Tried[] = [];
  for (let steps = 0; steps < 50; steps++) {
    const selection = select(eligible, tried, max);
    if (selection.kind === 'none') break;
    const candidate = selection.kind === 'stay' ? selection.candidate : firstOf(selection.group);
    tried.push({ candidate, verdict });
  }
  return tried.map(({ candidate: { eligible: one, key, url } }) =>
    [one.channel.id, key.id, url.id].join('/'),
  );
}

function firstOf(group: ReturnType<typeof eligibleOf>): Candidate {
  const eligible = group[0];
  const key = eligible?.keys[0];
  const url = eligible?.urls[0];
  if (eligible === undefined || key === undefined || url === undefined)
    throw new Error('empty group');
  return { eligible, key, url };
}

describe('select', () => {
  it('offers the whole group of the highest priority', () => {
    const eligible = eligibleOf(
      aChannel(1, { priority: 2 }),
      aChannel(2, { priority: 1 }),
      aChannel(3, { priority: 2 }),
    );
    const selection = select(eligible, [], limits);
    expect(selection.kind === 'group' && selection.group.map((one) => one.channel.id)).toEqual([
      1, 3,
    ]);
  });

  it('says none when there is no candidate', () => {
    expect(select([], [], limits)).toEqual({ kind: 'none' });
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
    expect(walk(channels, NEXT_KEY, { maxKeysPerChannel: 1 })).toEqual(['1/1/10']);
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
    const selection = select(
      [one],
      [{ candidate: { eligible: one, key, url }, verdict: NEXT_KEY }],
      limits,
    );
    expect(selection.kind === 'stay' && selection.candidate.key.id).toBe(3);
  });
});
