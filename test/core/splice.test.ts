import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanMembers } from '../../main/core/json-members.ts';
import { JsonParts } from '../../main/core/json-parts.ts';
import { applyEdits, replaceRange, setStringMember, withoutParts } from '../../main/core/splice.ts';
import { anyText } from '../support/json-text.ts';

function setModel(body: string, model: string): string {
  const bytes = Buffer.from(body);
  const scan = scanMembers(bytes);
  const member = scan.ok ? scan.members.get('model') : undefined;
  if (member === undefined) throw new Error('The body names no model.');
  return Buffer.from(setStringMember(bytes, member, model)).toString();
}

describe('replaceRange', () => {
  it('changes the bytes of the range and no others', () => {
    const ranges = fc.tuple(fc.uint8Array(), fc.nat(20), fc.nat(20), fc.uint8Array());
    fc.assert(
      fc.property(ranges, ([body, one, other, replacement]) => {
        const start = Math.min(one, other, body.length);
        const end = Math.min(Math.max(one, other), body.length);
        const expected = [...body.slice(0, start), ...replacement, ...body.slice(end)];
        expect([...replaceRange(body, start, end, replacement)]).toEqual(expected);
      }),
    );
  });

  it('leaves the body it was given as it is', () => {
    const body = Buffer.from('abc');
    replaceRange(body, 0, 3, Buffer.from('xyz'));
    expect(body.toString()).toBe('abc');
  });
});

describe('setStringMember', () => {
  it('keeps everything else as it was written', () => {
    expect(setModel(' {"a":1.0, "model" : "m\\u0031" ,"b":"\\/"}\n', 'longer "name"')).toBe(
      ' {"a":1.0, "model" : "longer \\"name\\"" ,"b":"\\/"}\n',
    );
  });

  it('replaces a member that was no string', () => {
    expect(setModel('{"model":{"x":[1]},"stream":true}', 'm')).toBe('{"model":"m","stream":true}');
  });

  it('changes the member that counts when the name stands twice', () => {
    expect(setModel('{"model":"a","model":"b"}', 'c')).toBe('{"model":"a","model":"c"}');
  });

  it('writes any text so that JSON.parse reads it again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(setModel('{"x":"é","model":"m"}', text))).toEqual({
          x: 'é',
          model: text,
        });
      }),
    );
  });
});

describe('applyEdits', () => {
  it('makes all of them, in whatever order they come', () => {
    const edits = [
      { start: 4, end: 6, text: '' },
      { start: 0, end: 1, text: 'ä' },
      { start: 3, end: 3, text: '-' },
    ];
    expect(Buffer.from(applyEdits(Buffer.from('abcdef'), edits)).toString()).toBe('äbc-d');
  });
});

describe('withoutParts', () => {
  it('cuts any elements out of an array so that it stays one, with what is between the others', () => {
    const numbers = fc.array(fc.tuple(fc.nat(99), fc.boolean()), { maxLength: 8 });
    fc.assert(
      fc.property(numbers, (elements) => {
        const body = Buffer.from(`[ ${elements.map(([number]) => String(number)).join(' , ')} ]`);
        const parts = new JsonParts(body).elements({ start: 0, end: body.length });
        const edits = withoutParts(parts, (part) => elements[parts.indexOf(part)]?.[1] === true);
        const kept = elements.filter(([, isGone]) => !isGone).map(([number]) => number);
        expect(JSON.parse(Buffer.from(applyEdits(body, edits)).toString())).toEqual(kept);
      }),
    );
  });
});
