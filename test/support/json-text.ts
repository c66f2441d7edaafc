import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

/**
 * JSON texts as no serializer would write them all: any white space, any spelling of a string or
 * number, names twice. `JSON.parse` accepts every one of them.
 */

/** Any code units, halves of surrogate pairs among them, with pairs and the borders of UTF-8 favoured. */
export const anyText: Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.integer({ min: 0x20, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\u007f',
        '\u0080',
        '\u07ff',
        '\u0800',
        '\uffff',
        '\ud800',
        '\udbff',
        '\udc00',
      ),
      fc.constantFrom('\udfff', '\ue000', '😀', '\u{10000}', '\u{10ffff}', '你', '"', '\\', '\n'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const space = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 2 });

const stringPiece = fc.oneof(
  anyText.map((text) => JSON.stringify(text).slice(1, -1)),
  fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\u007f', '\u2028'),
  fc.constantFrom('\\u0041', '\\uD83d\\ude00', '\\ud800', '\\u0000', '\\u0022', '[', '}', ':', ','),
);

const stringText = fc.array(stringPiece, { maxLength: 5 }).map((all) => `"${all.join('')}"`);

// No backslash in a name: after `{"a":1,"\\":2}` the JSON.parse of Node 24.21 reads the second name of
// `{"a":1,"\u0041":2}` as a backslash, because it compares remembered names with undecoded bytes.
const nameText = fc.oneof(
  stringText.filter((text) => !(JSON.parse(text) as string).includes('\\')),
  fc.constantFrom('"model"', '"stream"', '"mod\\u0065l"', '"__proto__"', '""', '"0"'),
);

const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom('0', '-0', '0.10', '1e400', '-1E+2', '1e-07', '9007199254740993', '12345678901'),
);

const scalarText = fc.oneof(stringText, numberText, fc.constantFrom('true', 'false', 'null'));

function spaced(text: Arbitrary<string>): Arbitrary<string> {
  return fc.tuple(space, text, space).map((parts) => parts.join(''));
}

function objectOf(value: Arbitrary<string>): Arbitrary<string> {
  const member = fc.tuple(spaced(nameText), spaced(value)).map((parts) => parts.join(':'));
  const filled = fc.array(member, { minLength: 1, maxLength: 6 }).map((all) => all.join(','));
  return spaced(fc.oneof({ weight: 8, arbitrary: filled }, space).map((inside) => `{${inside}}`));
}

const { nested } = fc.letrec<{ nested: string; value: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalarText, tie('nested')),
  nested: fc.oneof(
    objectOf(tie('value')),
    fc.array(spaced(tie('value')), { maxLength: 4 }).map((all) => `[${all.join(',')}]`),
  ),
}));

/** Any JSON value. */
export const valueText: Arbitrary<string> = spaced(fc.oneof(scalarText, nested));

/** An object of any depth. */
export const objectText: Arbitrary<string> = objectOf(fc.oneof(scalarText, nested));

/** An object of strings, numbers and literals only. */
export const flatObjectText: Arbitrary<string> = objectOf(scalarText);
