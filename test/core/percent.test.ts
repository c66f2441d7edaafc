import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePercent, encodePercent } from '../../main/core/percent.ts';

describe('decodePercent', () => {
  it.each([
    ['plain', 'plain'],
    ['a%2Fb%20c', 'a/b c'],
    ['%E4%BD%A0', '你'],
    ['100%25', '100%'],
  ])('reads %s as %s', (text, decoded) => {
    expect(decodePercent(text)).toBe(decoded);
  });

  it.each(['%', '%4', '%zz', '%ff', '%C3'])('refuses the broken escape %s', (text) => {
    expect(decodePercent(text)).toBeNull();
  });
});

describe('encodePercent', () => {
  it('is undone by decoding, for any well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodePercent(encodePercent(text))).toBe(text);
      }),
    );
  });

  it('replaces half a surrogate pair', () => {
    expect(encodePercent('a\uD800b')).toBe('a%EF%BF%BDb');
  });
});
