import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';

const demand = { accepts: ['anthropic'] as const, model: 'claude-x' };

function reasonFor(channel: Channel): string | undefined {
  return findCandidates([channel], demand).exclusions[0]?.reason;
}

describe('findCandidates', () => {
  it.each([
    ['disabled', { isEnabled: false }],
    ['protocol', { protocols: ['gemini'] }],
    ['model', { models: [{ name: 'other', upstreamNames: [], isEnabled: true }] }],
    ['model', { models: [{ name: 'claude-x', upstreamNames: [], isEnabled: false }] }],
    ['noUrl', { urls: [aUrl(1, { isEnabled: false })] }],
    ['noKey', { keys: [aKey(1, { isEnabled: false })] }],
    ['noKey', { keys: [] }],
    ['locked', { keys: [aKey(1, { secret: null })] }],
  ] as const)('excludes with the reason %s', (reason, overrides) => {
    expect(reasonFor(aChannel(1, overrides))).toBe(reason);
  });

  it('accounts for every channel, as eligible or with a reason', () => {
    const channels = [aChannel(1), aChannel(2, { isEnabled: false }), aChannel(3)];
    const { eligible, exclusions } = findCandidates(channels, demand);
    expect(eligible.length + exclusions.length).toBe(channels.length);
  });

  it('puts higher priority first and keeps the list order among equals', () => {
    const channels = [
      aChannel(1, { priority: 1 }),
      aChannel(2, { priority: 5 }),
      aChannel(3, { priority: 1, position: 0 }),
    ];
    const { eligible } = findCandidates(channels, demand);
    expect(eligible.map((one) => one.channel.id)).toEqual([2, 3, 1]);
  });

  it('uses the redirect of a literal entry even when a wildcard stands before it', () => {
    const models = [
      { name: '*', upstreamNames: ['fallback'], isEnabled: true },
      { name: 'claude-x', upstreamNames: ['glm-5'], isEnabled: true },
    ];
    expect(findCandidates([aChannel(1, { models })], demand).eligible[0]?.upstreamModel).toBe(
      'glm-5',
    );
  });

  it('redirects every other model through the wildcard', () => {
    const models = [{ name: '*', upstreamNames: ['fallback'], isEnabled: true }];
    const { eligible } = findCandidates([aChannel(1, { models })], demand);
    expect(eligible[0]?.upstreamModel).toBe('fallback');
  });

  it('offers wildcard channels beside channels that list the model', () => {
    const literal = aChannel(1, {
      models: [{ name: 'claude-x', upstreamNames: [], isEnabled: true }],
    });
    expect(findCandidates([literal, aChannel(2)], demand).eligible).toHaveLength(2);
  });

  it('asks for no model when the request names none', () => {
    const channel = aChannel(1, {
      models: [{ name: 'other', upstreamNames: ['x'], isEnabled: true }],
    });
    const { eligible } = findCandidates([channel], { accepts: ['anthropic'], model: null });
    expect(eligible[0]?.upstreamModel).toBeNull();
  });

  it('weighs a channel by its usable keys unless a weight is set', () => {
    const keys = [aKey(1), aKey(2), aKey(3, { isEnabled: false })];
    const channels = [aChannel(1, { keys }), aChannel(2, { keys, weight: 7 })];
    expect(findCandidates(channels, demand).eligible.map((one) => one.weight)).toEqual([2, 7]);
  });
});
