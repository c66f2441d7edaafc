import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringSearch } from '../../main/core/string-search.ts';

/** A body of any alignment in its buffer, of letters and bytes near those that are looked for. */
const bodies = fc
  .record({
    offset: fc.nat(7),
    length: fc.nat(2500),
    filler: fc.constantFrom(0x61, 0x20, 0xa2, 0xff),
    places: fc.array(
      fc.tuple(fc.nat(2500), fc.constantFrom(0x22, 0x5c, 0x1f, 0x00, 0x21, 0x23, 0x5d, 0x80)),
      { maxLength: 8 },
    ),
    isBuffer: fc.boolean(),
  })
  .map(({ offset, length, filler, places, isBuffer }) => {
    const whole = new Uint8Array(offset + length + 9).fill(0x22);
    const body = isBuffer
      ? Buffer.from(whole.buffer, offset, length)
      : whole.subarray(offset, offset + length);
    body.fill(filler);
    for (const [at, byte] of places) if (at < length) body[at] = byte;
    return body;
  });

describe('StringSearch', () => {
  it('finds the first quote from anywhere, in a body of any length and alignment', () => {
    fc.assert(
      fc.property(bodies, fc.nat(2500), (body, from) => {
        const expected = body.findIndex((byte, at) => at >= from && byte === 0x22);
        expect(new StringSearch(body).quote(from)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the first quote, backslash or control character likewise', () => {
    fc.assert(
      fc.property(bodies, fc.nat(2500), (body, from) => {
        fc.pre(from <= body.length);
        const at = body.findIndex(
          (byte, place) => place >= from && (byte < 0x20 || byte === 0x22 || byte === 0x5c),
        );
        expect(new StringSearch(body).special(from)).toBe(at < 0 ? body.length : at);
      }),
      { numRuns: 1000 },
    );
  });
});
