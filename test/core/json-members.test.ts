import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readBoolean,
  readString,
  scanBeginning,
  scanMembers,
  scanObject,
} from '../../main/core/json-members.ts';
import type { Member, MemberScan } from '../../main/core/json-members.ts';
import { flatObjectText, objectText, valueText } from '../support/json-text.ts';

function scanText(text: string): MemberScan {
  return scanMembers(Buffer.from(text));
}

function membersOf(body: Uint8Array): ReadonlyMap<string, Member> {
  const scan = scanMembers(body);
  if (!scan.ok) throw new Error(`${scan.reason} at ${scan.offset}`);
  return scan.members;
}

function textOf(body: Buffer, member: Member): string {
  return body.toString('utf8', member.start, member.end);
}

function kindOf(value: unknown): Member['kind'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value as 'string' | 'number' | 'object';
}

/** What JSON.parse makes of a text, `refused` when it refuses it. */
function verdictOf(text: string): Member['kind'] | 'refused' {
  try {
    return kindOf(JSON.parse(text));
  } catch {
    return 'refused';
  }
}

type Mutation = { readonly at: number; readonly leaveOut: number; readonly putIn: string };

/** One character replaced, put in or left out. */
const mutations = fc.record<Mutation>({
  at: fc.nat(300),
  leaveOut: fc.nat(1),
  putIn: fc.constantFrom('', ...'"\\{}[]:,0123-+.eEtfnu/ \n\t\u0001a\uFEFF'),
});

function mutate(text: string, { at, leaveOut, putIn }: Mutation): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + putIn + text.slice(place + leaveOut);
}

describe('scanMembers', () => {
  it('finds the members that JSON.parse finds, with their kinds and values', () => {
    fc.assert(
      fc.property(objectText, (text) => {
        const body = Buffer.from(text);
        const expected = Object.entries(JSON.parse(text) as object) as [string, unknown][];
        const members = membersOf(body);
        expect([...members.keys()].toSorted()).toEqual(expected.map(([name]) => name).toSorted());
        for (const [name, value] of expected) {
          const member = members.get(name);
          if (member === undefined) throw new Error(`${name} is missing.`);
          expect(member.kind).toBe(kindOf(value));
          expect(JSON.parse(textOf(body, member))).toEqual(value);
          expect(readString(body, member)).toBe(typeof value === 'string' ? value : null);
          expect(readBoolean(body, member)).toBe(typeof value === 'boolean' ? value : null);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['{"\\u0041":1}', 'A'],
    ['{"\\\\":1}', '\\'],
    ['{"\\\\u0041":1}', '\\u0041'],
    ['{"\\"":1}', '"'],
    ['{"\\uD83d\\uDE00é":1}', '😀é'],
  ])('decodes the name in %s', (text, name) => {
    expect([...membersOf(Buffer.from(text)).keys()]).toEqual([name]);
  });

  it('reads a plain Uint8Array at any offset of its buffer as it reads a Buffer', () => {
    fc.assert(
      fc.property(objectText, fc.nat(7), (text, offset) => {
        const bytes = new TextEncoder().encode(text);
        const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
        shifted.set(bytes);
        expect(scanMembers(shifted)).toEqual(scanText(text));
      }),
    );
  });

  it('accepts an object without nested values exactly when JSON.parse does', () => {
    fc.assert(
      fc.property(flatObjectText, fc.array(mutations, { maxLength: 2 }), (text, all) => {
        const mutated = all.reduce(mutate, text);
        const verdict = verdictOf(mutated);
        // A value put inside another is where the two differ on purpose.
        fc.pre(verdict !== 'refused' || !/[[{]/.test(mutated.trimStart().slice(1)));
        expect(scanText(mutated).ok).toBe(verdict === 'object');
      }),
      { numRuns: 3000 },
    );
  });

  it('accepts whatever object JSON.parse accepts', () => {
    fc.assert(
      fc.property(objectText, mutations, (text, mutation) => {
        const mutated = mutate(text, mutation);
        fc.pre(verdictOf(mutated) === 'object');
        expect(scanText(mutated).ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('calls any other JSON value no object, at the place where it begins', () => {
    fc.assert(
      fc.property(valueText, (text) => {
        fc.pre(verdictOf(text) !== 'object');
        const offset = text.length - text.trimStart().length;
        expect(scanText(text)).toEqual({ ok: false, reason: 'notObject', offset });
      }),
    );
  });

  it('calls an object that is cut anywhere malformed, at the place where it is cut', () => {
    fc.assert(
      fc.property(objectText, (text) => {
        const body = Buffer.from(text.trimEnd());
        const lengths = Array.from(body.keys());
        const scans = lengths.map((length) => scanMembers(body.subarray(0, length)));
        const expected = lengths.map((offset) => ({ ok: false, reason: 'malformed', offset }));
        expect(scans).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['', 0],
    ['  ', 2],
    ['\uFEFF{}', 0],
    ['{} x', 3],
    ['{}{}', 2],
    ['{"a"}', 4],
    ['{"a" "b"}', 5],
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['{,}', 1],
    ['{"a":1 "b":2}', 7],
    ["{'a':1}", 1],
    ['{a:1}', 1],
    ['{"a":01}', 6],
    ['{"a":-}', 6],
    ['{"a":.5}', 5],
    ['{"a":1.}', 7],
    ['{"a":1e}', 7],
    ['{"a":+1}', 5],
    ['{"a":tru}', 8],
    ['{"a":nulll}', 9],
    ['{"a":True}', 5],
    ['{"a":NaN}', 5],
    ['{"a":"\n"}', 6],
    ['{"a\t":1}', 3],
    ['{"a":"\\x"}', 7],
    ['{"a":"\\u00g0"}', 10],
    ['{"a":"\\u00"}', 10],
    ['{"a":[1}', 7],
    ['{"a":{"b":[]]}', 12],
    ['{"a":[1]]}', 8],
    ['{"a":["]"}', 9],
    ['{"a":1]', 6],
    ['// no\n{}', 0],
  ])('refuses %j at %i', (text, offset) => {
    expect(scanText(text)).toEqual({ ok: false, reason: 'malformed', offset });
    expect(verdictOf(text)).toBe('refused');
  });

  it('leaves the inside of nested values to the upstream', () => {
    expect(scanText('{"a":[tru 1,,"\\x"],"model":"m"}').ok).toBe(true);
  });

  it.each([1, 31, 32, 33, 64, 100_000])('follows brackets %i deep', (depth) => {
    const kinds = Array.from({ length: depth }, (_, level) => level % 3 === 1);
    const open = kinds.map((isArray) => (isArray ? '[' : '{"a":')).join('');
    const close = kinds.map((isArray) => (isArray ? ']' : '}')).toReversed();
    const text = (closing: readonly string[]) => `{"a":${open}0${closing.join('')},"model":"m"}`;

    const body = Buffer.from(text(close));
    const model = membersOf(body).get('model');
    expect(model && readString(body, model)).toBe('m');

    for (const level of [0, 1, 30, 31, 32, 33, depth - 1].filter((one) => one < depth)) {
      const wrong = close.with(level, close[level] === ']' ? '}' : ']');
      const offset = 6 + open.length + level;
      expect(scanText(text(wrong))).toEqual({ ok: false, reason: 'malformed', offset });
    }
  });

  it('knows an escaped quote from one behind escaped backslashes, however long the string', () => {
    for (const length of [0, 3, 11, 12, 13, 200, 5000]) {
      const filler = 'x'.repeat(length);
      const values = [`${filler}\\`, `${filler}"`, `${filler}\\"`, `\\\\${filler}\\\\"${filler}"`];
      const body = Buffer.from(JSON.stringify({ a: values, b: values.join(), model: 'm' }));
      const members = membersOf(body);
      expect([...members.keys()]).toEqual(['a', 'b', 'model']);
      const b = members.get('b');
      expect(b && readString(body, b)).toBe(values.join());
    }
  });
});

describe('scanObject', () => {
  it('reads the object that is the value of a member', () => {
    const body = Buffer.from('{"metadata": {"user_id":"u\\u0031"} ,"stream":true}');
    const metadata = membersOf(body).get('metadata');
    if (metadata === undefined) throw new Error('No metadata.');
    const scan = scanObject(body, metadata.start, metadata.end);
    const userId = scan.ok ? scan.members.get('user_id') : undefined;
    expect(userId && readString(body, userId)).toBe('u1');
  });

  it('reads nothing behind its range', () => {
    fc.assert(
      fc.property(objectText, fc.nat(200), (text, length) => {
        const body = Buffer.from(text);
        const end = Math.min(length, body.length);
        expect(scanObject(body, 0, end)).toEqual(scanMembers(body.subarray(0, end)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('scanBeginning', () => {
  it('reports of a cut object every member that is whole, as in the whole object', () => {
    fc.assert(
      fc.property(objectText, fc.nat(400), (text, cut) => {
        const body = Buffer.from(text);
        const whole = membersOf(body);
        const { members } = scanBeginning(body, 0, Math.min(cut, body.length));
        for (const [name, member] of whole) {
          // The last byte of a number may have digits behind it.
          const needed = member.kind === 'number' ? member.end + 1 : member.end;
          if (needed <= cut) expect(members.get(name)).toEqual(member);
        }
        for (const name of members.keys()) expect(whole.has(name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says which member is cut and where it begins', () => {
    const body = Buffer.from('{"a":1,"response":{"id":"resp_1","x":[');
    const { unfinished } = scanBeginning(body, 0, body.length);
    expect(unfinished).toEqual({ name: 'response', start: 18 });
    const inside = scanBeginning(body, 18, body.length);
    expect([...inside.members.keys()]).toEqual(['id']);
    expect(inside.unfinished).toEqual({ name: 'x', start: 37 });
  });

  it('takes a number that may go on for unfinished', () => {
    const body = Buffer.from('{"a":12345}');
    expect(scanBeginning(body, 0, 8).unfinished).toEqual({ name: 'a', start: 5 });
    expect([...scanBeginning(body, 0, 8).members.keys()]).toEqual([]);
  });

  it('finds nothing in what is no object', () => {
    expect(scanBeginning(Buffer.from('[{"id":1}'), 0, 9)).toEqual({
      members: new Map(),
      unfinished: null,
    });
  });
});
