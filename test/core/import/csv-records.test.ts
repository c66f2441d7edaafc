import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, withoutApostrophe } from '../../../main/core/csv.ts';
import { readCsv } from '../../../main/core/import/csv-records.ts';

const cellsOf = (text: string) => readCsv(text).map(({ cells }) => cells);

describe('a table of CSV', () => {
  it.each<[string, string[][]]>([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\uFEFFa,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\rb\r', [['a'], ['b']]],
    ['a,"say ""hi"", twice"', [['a', 'say "hi", twice']]],
    [
      'a,"two\r\nlines"\nb,c',
      [
        ['a', 'two\r\nlines'],
        ['b', 'c'],
      ],
    ],
    ['a,b"c,d', [['a', 'b"c', 'd']]],
    ['a,\n,\n\n', [['a', '']]],
    // As the samples of ccLoad have it.
    [String.raw`a,"[\"x\",\"y\"]",true`, [['a', '["x","y"]', 'true']]],
    // A backslash that closes nothing stays one.
    [
      'a,"b,c\\"\nd,e',
      [
        ['a', 'b,c\\'],
        ['d', 'e'],
      ],
    ],
    [
      'name;url\nx;"a;b"',
      [
        ['name', 'url'],
        ['x', 'a;b'],
      ],
    ],
    [
      'name\turl\nx\ty',
      [
        ['name', 'url'],
        ['x', 'y'],
      ],
    ],
    ['', []],
  ])('%j', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it('names the line that each record begins in', () => {
    expect(readCsv('a\n\n"b\nc"\nd\n').map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  it('goes on behind a line whose quotes do not match', () => {
    expect(readCsv('a,b\n"x"y,1\nc,d\n"open,e\nf,g')).toMatchObject([
      { line: 1, isBroken: false },
      { line: 2, isBroken: true },
      { line: 3, cells: ['c', 'd'] },
      { line: 4, isBroken: true },
      { line: 5, cells: ['f', 'g'] },
    ]);
  });

  it('is read as it was written, whatever stands in it', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'ab,;"\\\'=+-@\t\r\n[] é') });
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 5 }), (texts) => {
        fc.pre(texts.some((text) => text.trim() !== ''));
        const [head, record] = readCsv(`a,b,c,d,e\r\n${csvLine(texts)}`);
        expect(head?.cells).toHaveLength(5);
        expect(record?.cells.map(withoutApostrophe)).toEqual(texts);
      }),
      { numRuns: 1000 },
    );
  });
});
