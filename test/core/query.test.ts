import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParameter, removeParameters, splitTarget } from '../../main/core/query.ts';

describe('splitTarget', () => {
  it.each([
    ['/v1/messages', '/v1/messages', ''],
    ['/v1/messages?beta=true', '/v1/messages', '?beta=true'],
    ['/a?b?c', '/a', '?b?c'],
    ['/a?', '/a', '?'],
  ])('splits %s', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query });
  });
});

describe('removeParameters', () => {
  it.each([
    ['', ''],
    ['?', '?'],
    ['?key=abc', ''],
    ['?key', ''],
    ['?key=abc&alt=sse', '?alt=sse'],
    ['?alt=sse&key=abc', '?alt=sse'],
    ['?a=1&key=x&b=2&key=y', '?a=1&b=2'],
    ['?%6Bey=abc&alt=sse', '?alt=sse'],
    ['?k%65y=abc', ''],
    ['?Key=abc', '?Key=abc'],
    ['?keys=abc&monkey=1', '?keys=abc&monkey=1'],
    ['?a=key=b', '?a=key=b'],
    ['?%zz=1&key=x', '?%zz=1'],
    ['?a=%2f&&b=+&key=x', '?a=%2f&&b=+'],
  ])('makes %j into %j', (query, rest) => {
    expect(removeParameters(query, ['key'])).toBe(rest);
  });

  it('removes several names at once', () => {
    expect(removeParameters('?key=a&timeout_ms=5&alt=sse', ['key', 'timeout_ms'])).toBe('?alt=sse');
  });

  it('leaves no parameter that a server would read as the removed one, and every other byte', () => {
    const name = fc.constantFrom('key', '%6bey', 'KEY', 'alt', 'k', '%6', '', 'keykey');
    const pair = fc.tuple(name, fc.string(), fc.boolean()).map(([left, right, hasValue]) => {
      const value = right.replaceAll('&', '');
      return hasValue ? `${left}=${value}` : left;
    });
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const rest = removeParameters(`?${pairs.join('&')}`, ['key']);
        expect(new URLSearchParams(rest).has('key')).toBe(false);
        const kept = pairs.filter((one) => !new URLSearchParams(one).has('key'));
        expect(rest.replace(/^\?/, '')).toBe(kept.join('&'));
      }),
    );
  });
});

describe('readParameter', () => {
  it.each([
    ['?key=abc', 'abc'],
    ['?alt=sse&key=a%2Bb+c', 'a+b c'],
    ['?%6Bey=abc', 'abc'],
    ['?key=first&key=second', 'first'],
    ['?key', ''],
    ['?key=', ''],
    ['?key=a=b', 'a=b'],
    ['?key=%zz', null],
    ['?Key=abc', null],
    ['', null],
    ['?', null],
  ])('reads key from %j', (query, value) => {
    expect(readParameter(query, 'key')).toBe(value);
  });
});
