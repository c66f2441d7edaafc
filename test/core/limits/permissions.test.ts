import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../../main/contracts/channel.ts';
import { isChannelPermitted, isModelPermitted } from '../../../main/core/limits/permissions.ts';

describe('isModelPermitted', () => {
  it.each([
    ['an empty list permits everything', [], 'gpt-5', true],
    ['a name permits itself', ['gpt-5'], 'gpt-5', true],
    ['a name permits itself in any case', ['GPT-5'], 'gpt-5', true],
    ['a name permits no longer name', ['gpt-5'], 'gpt-5-mini', false],
    ['a name permits no shorter name', ['gpt-5-mini'], 'gpt-5', false],
    ['a pattern permits what fits', ['claude-*'], 'claude-sonnet-4-5', true],
    ['a pattern permits what fits in any case', ['claude-*'], 'Claude-Opus', true],
    ['a pattern permits nothing else', ['claude-*'], 'my-claude-x', false],
    ['a pattern may have several gaps', ['*sonnet*-2025*'], 'claude-sonnet-4-20250514', true],
    ['any of the list is enough', ['gpt-5', 'claude-*'], 'claude-x', true],
    ['a star alone permits everything', ['*'], 'anything', true],
    ['a dot is a dot', ['gpt-4.1'], 'gpt-4x1', false],
  ])('%s', (_rule, models, asked, isPermitted) => {
    expect(isModelPermitted({ models }, asked)).toBe(isPermitted);
  });
});

describe('isChannelPermitted', () => {
  it.each([
    ['all', [], 7, true],
    ['all', [1], 7, true],
    ['allow', [7], 7, true],
    ['allow', [1, 2], 7, false],
    ['deny', [7], 7, false],
    ['deny', [1, 2], 7, true],
  ] as const)('by the rule "%s" of %j, channel %i: %s', (channelRule, ids, id, isPermitted) => {
    const rule = { channelRule, channelIds: ids as unknown as ChannelId[] };
    expect(isChannelPermitted(rule, id as ChannelId)).toBe(isPermitted);
  });
});
