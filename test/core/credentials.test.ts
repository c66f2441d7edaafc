import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../main/core/credentials.ts';
import { lookup } from '../support/header-lookup.ts';

describe('readCredentials', () => {
  it('reads every place a client may use, in order', () => {
    const header = lookup({ authorization: 'Bearer a', 'x-api-key': 'b', 'x-goog-api-key': 'c' });
    expect(readCredentials(header, '?alt=sse&key=d')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('names a credential once that came in two places', () => {
    const header = lookup({ authorization: 'Bearer same', 'x-goog-api-key': 'same' });
    expect(readCredentials(header, '?key=other&key=same')).toEqual(['same', 'other']);
  });

  it.each([
    ['bearer abc', ['abc']],
    ['BEARER   abc ', ['abc']],
    ['Bearer ', []],
    ['Bearer', []],
    ['Basic abc', []],
    ['abc', []],
    ['Bearerabc', []],
  ])('reads the Authorization header %j', (authorization, expected) => {
    expect(readCredentials(lookup({ authorization }), '')).toEqual(expected);
  });

  it('leaves out what is empty', () => {
    expect(readCredentials(lookup({ 'x-api-key': '  ' }), '?key=')).toEqual([]);
  });

  it('leaves out what is too long to be a token', () => {
    const longest = 'a'.repeat(512);
    expect(readCredentials(lookup({ 'x-api-key': longest }), '')).toEqual([longest]);
    expect(readCredentials(lookup({ 'x-api-key': `${longest}a` }), '')).toEqual([]);
  });
});
