import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../../main/contracts/channel.ts';
import { isCheckable, isProvenBy } from '../../../main/core/checks/proof.ts';
import { aChannel } from '../../support/channel-builder.ts';

describe('isProvenBy', () => {
  it.each([
    ['reached', 'url', 'unreachable', true],
    ['reached', 'channel', 'server', true],
    ['reached', 'channel', 'wrongUrl', false],
    ['listed', 'channel', 'wrongUrl', true],
    ['listed', 'channel', 'rateLimit', false],
    ['listed', 'channel', 'account', false],
    ['reached', 'key', 'auth', false],
    ['listed', 'key', 'auth', true],
    ['listed', 'key', 'rateLimit', false],
    ['listed', 'key', 'balance', false],
    ['listed', 'model', 'server', false],
    ['answered', 'key', 'rateLimit', true],
    ['answered', 'model', 'server', true],
    ['answered', 'channel', 'account', true],
  ] as const)('%s proves a %s that cools for %s: %s', (proof, kind, reason, isProven) => {
    expect(isProvenBy(proof, kind, reason)).toBe(isProven);
  });
});

describe('isCheckable', () => {
  const scope = { kind: 'key', channelId: 1 as ChannelId, keyId: 10 as KeyId } as const;
  const circuit = { reason: 'auth', isManual: false } as const;
  const checks = { isEnabled: true, kind: 'models', intervalMs: null, model: null } as const;

  it.each([
    ['a refused key of a channel whose models are listed', {}, {}, true],
    ['the same with HEAD, which sends no key', { checks: { ...checks, kind: 'head' } }, {}, false],
    ['a channel without checks', { checks: { ...checks, isEnabled: false } }, {}, false],
    ['a channel that is switched off', { isEnabled: false }, {}, false],
    ['what a person cooled down', {}, { isManual: true }, false],
  ] as const)('%s', (_name, channel, change, is) => {
    const checked = aChannel(1, { checks, ...channel });
    expect(isCheckable(checked, scope, { ...circuit, ...change })).toBe(is);
  });
});
