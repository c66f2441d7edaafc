import { describe, expect, it } from 'vitest';
import type { ChannelKey, ChannelUrl, KeyId, UrlId } from '../../main/contracts/channel.ts';
import { AppError } from '../../main/core/app-error.ts';
import { planKeys, planUrls, refuseRepeatedParts } from '../../main/store/channel-diff.ts';
import { aChannelDraft } from '../support/draft-builder.ts';

function stored(id: number, secret: string | null): ChannelKey {
  return { id: id as KeyId, secret, mask: '…', note: '', isEnabled: true };
}

function fresh(secret: string) {
  return { secret, note: '', isEnabled: true };
}

function kept(id: number, secret?: string) {
  const base = { id: id as KeyId, note: '', isEnabled: true };
  return secret === undefined ? base : { ...base, secret };
}

function url(id: number, address: string): ChannelUrl {
  return { id: id as UrlId, url: address, isExact: false, isEnabled: true, protocols: null };
}

function faultsOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError)
      return { code: error.code, fields: Object.keys(error.fields ?? {}) };
    throw error;
  }
  return null;
}

describe('planKeys', () => {
  it.each([
    ['a new key has no id', [], [fresh('a')], [[null, 'a']]],
    ['a kept key keeps its secret', [stored(1, 'a')], [kept(1)], [[1, null]]],
    [
      'a key that is named and brings its own secret is not sealed again',
      [stored(1, 'a')],
      [kept(1, 'a')],
      [[1, null]],
    ],
    ['a named key may get another secret', [stored(1, 'a')], [kept(1, 'b')], [[1, 'b']]],
    ['a known secret without an id keeps its id', [stored(1, 'a')], [fresh('a')], [[1, null]]],
    [
      'keys may change places',
      [stored(1, 'a'), stored(2, 'b')],
      [kept(2), kept(1)],
      [
        [2, null],
        [1, null],
      ],
    ],
    [
      'secrets may change places',
      [stored(1, 'a'), stored(2, 'b')],
      [kept(1, 'b'), kept(2, 'a')],
      [
        [1, 'b'],
        [2, 'a'],
      ],
    ],
    [
      'a secret taken from a key that got another one is a new key',
      [stored(1, 'a')],
      [kept(1, 'b'), fresh('a')],
      [
        [1, 'b'],
        [null, 'a'],
      ],
    ],
    ['a locked key is kept', [stored(1, null)], [kept(1)], [[1, null]]],
    [
      'two locked keys are not taken for the same',
      [stored(1, null), stored(2, null)],
      [kept(1), kept(2)],
      [
        [1, null],
        [2, null],
      ],
    ],
    ['a locked key may get another secret', [stored(1, null)], [kept(1, 'b')], [[1, 'b']]],
  ])('%s', (_, before, drafts, expected) => {
    const planned = planKeys(before, drafts);
    expect(planned.map(({ id, newSecret }) => [id, newSecret])).toEqual(expected);
  });

  it.each([
    ['the same new secret twice', [], [fresh('a'), fresh('a')], ['keys.1.secret']],
    [
      'a kept key and its secret once more',
      [stored(1, 'a')],
      [kept(1), fresh('a')],
      ['keys.1.secret'],
    ],
    [
      'a named key that gets the secret of another',
      [stored(1, 'a'), stored(2, 'b')],
      [kept(1), kept(2, 'a')],
      ['keys.1.secret'],
    ],
    ['an id of another channel', [stored(1, 'a')], [kept(1), kept(9)], ['keys.1.id']],
    ['an id twice', [stored(1, 'a')], [kept(1), kept(1, 'b')], ['keys.1.id']],
  ])('refuses %s', (_, before, drafts, fields) => {
    expect(faultsOf(() => planKeys(before, drafts))).toEqual({ code: 'channel.invalid', fields });
  });

  it('names no secret in its refusal', () => {
    const drafts = [fresh('sk-secret'), fresh('sk-secret')];
    expect(() => planKeys([], drafts)).toThrow(AppError);
    try {
      planKeys([], drafts);
    } catch (error) {
      expect(JSON.stringify([String(error), error])).not.toContain('sk-secret');
    }
  });
});

describe('planUrls', () => {
  const draft = (address: string, id?: number) => {
    const base = { url: address, isExact: false, isEnabled: true, protocols: null };
    return id === undefined ? base : { ...base, id: id as UrlId };
  };

  it.each([
    ['a new address has no id', [], [draft('http://a')], [null]],
    [
      'a known address keeps its id',
      [url(1, 'http://a')],
      [draft('http://b'), draft('http://a')],
      [null, 1],
    ],
    ['a named one may get another address', [url(1, 'http://a')], [draft('http://b', 1)], [1]],
    [
      'an address whose id went to another is new',
      [url(1, 'http://a')],
      [draft('http://b', 1), draft('http://a')],
      [1, null],
    ],
  ])('%s', (_, before, drafts, ids) => {
    expect(planUrls(before, drafts).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['an address twice', [draft('http://a'), draft('http://a')], ['urls.1.url']],
    ['an unknown id', [draft('http://a', 7)], ['urls.0.id']],
  ])('refuses %s', (_, drafts, fields) => {
    expect(faultsOf(() => planUrls([url(1, 'http://z')], drafts))).toEqual({
      code: 'channel.invalid',
      fields,
    });
  });
});

describe('refuseRepeatedParts', () => {
  const model = (name: string) => ({ name, upstreamNames: [], isEnabled: true });

  it('accepts models that differ in case only, and headers once each', () => {
    const draft = aChannelDraft({
      models: [model('gpt-5'), model('GPT-5')],
      headers: [
        { name: 'x-a', value: '1' },
        { name: 'x-b', value: null },
      ],
    });
    expect(faultsOf(() => refuseRepeatedParts(draft))).toBeNull();
  });

  it('names every repeated model and header, headers in any case', () => {
    const draft = aChannelDraft({
      models: [model('a'), model('b'), model('a')],
      headers: [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
    });
    expect(faultsOf(() => refuseRepeatedParts(draft))).toEqual({
      code: 'channel.invalid',
      fields: ['models.2.name', 'headers.1.name'],
    });
  });
});
