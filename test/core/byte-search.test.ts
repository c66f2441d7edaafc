import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteSearch } from '../../main/core/byte-search.ts';

describe('ByteSearch', () => {
  it('finds what a search for the text finds, wherever it begins', () => {
    // Few letters, so that beginnings of the text are everywhere.
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 5 });
    const bytes = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 60 });
    fc.assert(
      fc.property(text, bytes, fc.nat(30), (wanted, within, from) => {
        const body = Buffer.from(within);
        expect(new ByteSearch(wanted).find(body, from)).toBe(
          body.subarray(from).indexOf(wanted) < 0 ? -1 : body.subarray(from).indexOf(wanted) + from,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
