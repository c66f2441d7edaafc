// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { KeyId } from '#contracts/channel';
import {
  acceptsAnyModel,
  hasEnabledUrl,
  hasUsableKey,
} from '../../../../renderer/src/features/channels/channel-facts.ts';
import { aChannel } from '../../support/builders.ts';

const aKey = (facts: { isEnabled: boolean; isLocked: boolean }) => ({
  id: 1 as KeyId,
  mask: 'sk-a…xyz1',
  note: '',
  ...facts,
});

describe('what a channel lacks', () => {
  it.each([
    [[], false],
    [[aKey({ isEnabled: false, isLocked: false })], false],
    [[aKey({ isEnabled: true, isLocked: true })], false],
    [
      [aKey({ isEnabled: false, isLocked: false }), aKey({ isEnabled: true, isLocked: false })],
      true,
    ],
  ])('with the keys %j its usable key is %s', (keys, isUsable) => {
    expect(hasUsableKey(aChannel({ keys }))).toBe(isUsable);
  });

  it('is an enabled URL when all are off', () => {
    const { urls } = aChannel();
    expect(hasEnabledUrl(aChannel())).toBe(true);
    expect(
      hasEnabledUrl(aChannel({ urls: urls.map((url) => ({ ...url, isEnabled: false })) })),
    ).toBe(false);
  });

  it('is nothing where an enabled * takes every model', () => {
    const star = { name: '*', upstreamNames: [], isEnabled: true };
    expect(acceptsAnyModel(aChannel({ models: [star] }))).toBe(true);
    expect(acceptsAnyModel(aChannel({ models: [{ ...star, isEnabled: false }] }))).toBe(false);
    expect(acceptsAnyModel(aChannel({ models: [{ ...star, name: 'sonnet' }] }))).toBe(false);
  });
});
