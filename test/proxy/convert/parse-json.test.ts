import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../main/proxy/convert/parse-json.ts';

/** Long enough that what is foreign stands in one of several chunks, or across their borders. */
const long = fc
  .tuple(fc.nat(9000), fc.string({ unit: 'binary' }), fc.nat(9000))
  .map(([before, text, after]) => `${'a'.repeat(before)}${text}${'\\"'.repeat(after)}`);

function told(work: () => unknown): unknown {
  try {
    return { value: work() };
  } catch (error) {
    return { isSyntaxError: error instanceof SyntaxError };
  }
}

function expectTheSame(body: Buffer): void {
  expect(told(() => parseJson(body))).toEqual(told(() => JSON.parse(body.toString())));
}

describe('a large body as JSON', () => {
  it.each([
    ['nothing foreign', '{"a":"b"}'],
    ['one character', `{"a":"${'x'.repeat(5000)}é","b":1}`],
    ['a pair of surrogates over a border', `{"a":"${'x'.repeat(4089)}𝒳${'x'.repeat(5000)}"}`],
    ['characters from one chunk into the next', `{"a":"${'é'.repeat(3000)}${'x'.repeat(20_000)}"}`],
    ['text that is foreign throughout', JSON.stringify({ a: '汉字'.repeat(5000) })],
    ['a foreign name', `{"${'é'}":"${'x'.repeat(9000)}"}`],
    ['a mark in front', `\ufeff{"a":1}`],
    ['an escape that there is not', `{"a":"${'x'.repeat(5000)}\\é"}`],
    ['such an escape over a border', `{"a":"${'x'.repeat(4089)}\\é${'x'.repeat(9000)}"}`],
    ['an escaped backslash', `{"a":"${'x'.repeat(5000)}\\\\é"}`],
    ['something foreign between values', `{"a":1,é"b":2,"c":"${'x'.repeat(9000)}"}`],
    ['nothing at all', ''],
  ])('is the same with %s', (_name, text) => {
    expectTheSame(Buffer.from(text));
  });

  it('is the same of bytes that are no text', () => {
    expectTheSame(
      Buffer.concat([
        Buffer.from(`{"a":"${'x'.repeat(4090)}`),
        Buffer.of(0xe2, 0x82),
        Buffer.from('"}'),
      ]),
    );
  });

  it('is the same of any text', () => {
    fc.assert(
      fc.property(fc.array(long, { maxLength: 4 }), (texts) => {
        expectTheSame(Buffer.from(JSON.stringify(texts)));
        expectTheSame(Buffer.from(`["${texts.join('","')}"]`));
      }),
    );
  });
});
