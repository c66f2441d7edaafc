import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrayElements } from '../../../main/core/gate/array-elements.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

function elementsOf(text: string, cuts: readonly number[]): { data: string[]; isOver: boolean } {
  const bytes = encodeUtf8(text);
  const elements = new ArrayElements();
  const data: string[] = [];
  const borders = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  borders.sort((a, b) => a - b);
  for (let index = 1; index < borders.length; index++) {
    for (const event of elements.push(bytes.subarray(borders[index - 1], borders[index]))) {
      if (event.kind === 'event') data.push(event.data);
    }
  }
  return { data, isOver: elements.isOver };
}

describe('ArrayElements', () => {
  it('gives every object of an array, however it is cut and spaced', () => {
    const members = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 }));
    const arbitrary = fc.tuple(
      fc.array(members, { maxLength: 6 }),
      fc.constantFrom(0, 2),
      fc.array(fc.nat(), { maxLength: 12 }),
    );
    fc.assert(
      fc.property(arbitrary, ([objects, indent, cuts]) => {
        const { data, isOver } = elementsOf(JSON.stringify(objects, null, indent), cuts);
        expect(data.map((one) => JSON.parse(one) as unknown)).toEqual(
          JSON.parse(JSON.stringify(objects)),
        );
        expect(isOver).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is not over before the array is closed', () => {
    expect(elementsOf('[{"a":"]"}\n,', [])).toEqual({ data: ['{"a":"]"}'], isOver: false });
  });

  it('follows an object that is too large to read to its end', () => {
    const large = JSON.stringify([{ a: 'x'.repeat(1024 * 1024) }, { b: 1 }]);
    expect(elementsOf(large, [7, 5000])).toEqual({ data: ['{"b":1}'], isOver: true });
  });
});
