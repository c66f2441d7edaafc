import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../main/core/csv.ts';

describe('a line of CSV', () => {
  it.each<[Parameters<typeof csvLine>[0], string]>([
    [['a', 1, true, null, undefined], 'a,1,true,,\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [['=1+1', '+1', '-1', '@a', '\tx'], "'=1+1,'+1,'-1,'@a,'\tx\r\n"],
    // A number is no formula.
    [[-1], '-1\r\n'],
    [['=a,"b"'], `"'=a,""b"""\r\n`],
  ])('%j', (values, line) => {
    expect(csvLine(values)).toBe(line);
  });

  it('can be read back, and holds no formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const fields = readLine(csvLine(texts));
        expect(
          fields.map((one, at) => (/^[=+\-@\t\r]/.test(texts[at] ?? '') ? one.slice(1) : one)),
        ).toEqual(texts);
        for (const one of fields) expect(one).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

/** Read character by character, so that it shares nothing with how lines are written. */
function readLine(line: string): string[] {
  const fields = [''];
  let isQuoted = false;
  for (let at = 0; at < line.length - 2; at++) {
    const character = line.charAt(at);
    const last = fields.length - 1;
    if (character === '"' && isQuoted && line.charAt(at + 1) === '"')
      fields[last] += line.charAt(++at);
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) fields.push('');
    else fields[last] += character;
  }
  return fields;
}
