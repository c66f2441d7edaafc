import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswer, parsedAnswerFlaw } from '../../../main/core/gate/parsed-answer.ts';
import { wholeAnswerFlaw } from '../../../main/core/gate/whole-answer.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

const JSON_TYPE = 'application/json';

describe('a body that is parsed', () => {
  it('has the flaws that a scan finds in it', () => {
    const names = fc.constantFrom('error', 'type', 'success', 'base_resp', 'msg', 'message', 'id');
    const values = fc.oneof(
      fc.constantFrom('error', 'ERROR', '', null, false, true, 0, 1, 'x', {}, []),
      fc.record({ status_code: fc.integer({ min: 0, max: 2 }) }),
      fc.jsonValue(),
    );
    const bodies = fc.dictionary(names, values, { maxKeys: 4 });
    fc.assert(
      fc.property(bodies, fc.constantFrom(0, 2), (body, space) => {
        const text = JSON.stringify(body, null, space);
        const parsed = parseAnswer(text);
        // Now and then a value has what looks like an escaped name.
        fc.pre(parsed !== null);
        expect(parsedAnswerFlaw(parsed)).toBe(wholeAnswerFlaw(encodeUtf8(text), JSON_TYPE));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['text with escapes', '{"a":"one\\ntwo\\"","b":{"c":[1]}}'],
    ['text with colons', '{"a":"b: c","d":"\\\\"}'],
    ['nothing in it', ' {} '],
  ])('is an object: %s', (_, text) => {
    expect(parseAnswer(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['an escaped name', '{"a":1,"\\u0041":2}'],
    ['an escaped name before a space', '{"a":1,"\\u0041" \n:2}'],
    ['an escaped name further in', '{"a":[{"b\\n":1}]}'],
    ['a name too long to look at', `{"a":"\\n","${'x'.repeat(100)}":1}`],
    ['a list', '[{}]'],
    ['a beginning', '{"a":1'],
    ['two objects', '{} {}'],
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
  ])('is left to the scan: %s', (_, text) => {
    expect(parseAnswer(text)).toBeNull();
  });
});
