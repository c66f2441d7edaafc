import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../main/core/utf8.ts';
import { anyText } from '../support/json-text.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decodeAll(bytes: Uint8Array): string {
  return decodeUtf8(bytes, 0, bytes.length);
}

/** Bytes that meet each other in all the ways a decoder must tell apart. */
const awkwardBytes = fc.array(
  fc.constantFrom(
    ...[0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf],
    ...[0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 0xbb],
  ),
  { maxLength: 12 },
);

describe('encodeUtf8', () => {
  it('agrees with TextEncoder on any text, lone surrogates too', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('decodeUtf8', () => {
  it('agrees with TextDecoder on any bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          awkwardBytes.map((bytes) => new Uint8Array(bytes)),
        ),
        (bytes) => {
          expect(decodeAll(bytes)).toBe(decoder.decode(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads nothing outside its range', () => {
    const bytes = new TextEncoder().encode('aé€😀z');
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        expect(decodeUtf8(bytes, start, end)).toBe(decoder.decode(bytes.subarray(start, end)));
      }),
    );
  });

  it.each([4094, 4095, 4096, 4097, 8192])(
    'joins long text where a character ends after unit %i',
    (length) => {
      const text = `${'x'.repeat(length - 1)}😀é${'y'.repeat(5000)}`;
      expect(decodeAll(new TextEncoder().encode(text))).toBe(text);
    },
  );

  it('keeps a byte order mark', () => {
    expect(decodeAll(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toBe('\uFEFFA');
  });
});
