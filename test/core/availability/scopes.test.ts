import { describe, expect, it } from 'vitest';
import type { Channel, ChannelId, KeyId, UrlId } from '../../../main/contracts/channel.ts';
import type { CooldownScope } from '../../../main/contracts/cooldown.ts';
import { isOutdated, isProven, scopeName } from '../../../main/core/availability/scopes.ts';
import type { Verdict } from '../../../main/core/classify.ts';
import { aChannel, aKey, aUrl } from '../../support/channel-builder.ts';
import { aVerdict } from '../../support/verdict-builder.ts';

const channelId = 1 as ChannelId;
const SCOPES: readonly CooldownScope[] = [
  { kind: 'channel', channelId },
  { kind: 'url', channelId, urlId: 10 as UrlId },
  { kind: 'key', channelId, keyId: 10 as KeyId },
  { kind: 'model', channelId, model: 'm' },
];

describe('isProven', () => {
  const kinds = SCOPES.map((scope) => scope.kind);
  it.each<[Verdict['blame'], Verdict['reason'], readonly string[]]>([
    ['key', 'rateLimit', ['channel', 'url']],
    ['key', 'auth', ['channel', 'url']],
    ['key', 'quota', ['channel', 'url']],
    ['model', 'model', ['channel', 'url']],
    ['model', 'server', ['url']],
    ['model', 'overloaded', ['url']],
    ['model', 'timeout', ['url']],
    ['channel', 'wrongUrl', ['url']],
    ['channel', 'account', ['url']],
    ['channel', 'selfLoop', []],
    ['url', 'unreachable', []],
    ['client', 'client', []],
    ['nobody', 'none', []],
  ])('after blame %s for %s: %j', (blame, reason, proven) => {
    const verdict = aVerdict({ blame, reason });
    expect(kinds.filter((kind) => kind !== blame && isProven(kind, verdict))).toEqual(proven);
  });
});

describe('isOutdated', () => {
  const before = aChannel(1, { keys: [aKey(10), aKey(11)], urls: [aUrl(10), aUrl(11)] });
  const changedKey = aKey(10, { secret: 'sk-another-0123456789' });
  const changedUrl = aUrl(10, { url: 'https://new.example' });

  it.each<[string, Partial<Channel> | null, readonly string[]]>([
    ['nothing is changed', {}, []],
    ['the name is changed', { name: 'other' }, []],
    ['the channel is gone', null, ['channel', 'url', 'key', 'model']],
    ['the key has another secret', { keys: [changedKey, aKey(11)] }, ['key']],
    ['the key is gone', { keys: [aKey(11)] }, ['key']],
    ['another key is gone', { keys: [aKey(10)] }, []],
    ['the key is locked', { keys: [aKey(10, { secret: null })] }, []],
    ['the URL has another address', { urls: [changedUrl, aUrl(11)] }, ['channel', 'url']],
    ['the URL is gone', { urls: [aUrl(11)] }, ['channel', 'url']],
    ['there is another proxy', { proxyUrl: 'direct' }, ['channel', 'url']],
    ['certificates do not count any more', { isTlsInsecure: true }, ['channel', 'url']],
    ['the channel is switched off', { isEnabled: false }, []],
  ])('when %s: %j', (_, change, outdated) => {
    const after = change === null ? undefined : { ...before, ...change };
    const kinds = SCOPES.filter((scope) => isOutdated(scope, before, after));
    expect(kinds.map((scope) => scope.kind)).toEqual(outdated);
  });

  it('counts switching on as a change of all there is', () => {
    const off = { ...before, isEnabled: false };
    expect(SCOPES.every((scope) => isOutdated(scope, off, before))).toBe(true);
    const keyOff = { ...before, keys: [aKey(10, { isEnabled: false })] };
    expect(SCOPES.filter((scope) => isOutdated(scope, keyOff, before))).toEqual([SCOPES[2]]);
  });

  it('only asks whether it is still there when nothing was known before', () => {
    expect(SCOPES.filter((scope) => isOutdated(scope, undefined, before))).toEqual([]);
    const bare = { ...before, keys: [], urls: [] };
    expect(SCOPES.filter((scope) => isOutdated(scope, undefined, bare)).length).toBe(2);
  });
});

describe('scopeName', () => {
  it('differs for all that is different', () => {
    const names = [...SCOPES, { kind: 'model', channelId: 2 as ChannelId, model: 'm' } as const];
    expect(new Set(names.map(scopeName)).size).toBe(5);
  });
});
