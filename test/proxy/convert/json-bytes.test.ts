import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../../main/proxy/convert/json-bytes.ts';

const anything = fc.anything({
  values: [fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(undefined)],
  withNullPrototype: true,
});

describe('a JSON object as bytes', () => {
  it.each([
    ['nothing', {}],
    ['only what is no JSON', { a: undefined, b: () => 1 }],
    ['a list at the end', { a: 1, list: ['é', { b: ['𝒳'] }] }],
    ['a list with holes', { list: [undefined, () => 1, null], after: 'x' }],
    ['an empty list', { list: [], after: [[]] }],
    ['a lone surrogate', { text: '\ud800', '"': '\\' }],
  ])('is what JSON.stringify says of %s', (_name, object) => {
    expect(jsonBytes(object).toString()).toBe(JSON.stringify(object));
  });

  it('is what JSON.stringify says of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), anything), (object) => {
        expect(jsonBytes(object).equals(Buffer.from(JSON.stringify(object)))).toBe(true);
      }),
    );
  });
});
