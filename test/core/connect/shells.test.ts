import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentLines, quoted } from '../../../main/core/connect/shells.ts';

describe('lines of a shell', () => {
  it.each([
    ['bash', 'export A=http://127.0.0.1:8080', String.raw`export A='it'\''s $x'`],
    ['fish', 'set -gx A http://127.0.0.1:8080', String.raw`set -gx A 'it\'s $x'`],
    ['powershell', "$env:A = 'http://127.0.0.1:8080'", "$env:A = 'it''s $x'"],
    ['cmd', 'set "A=http://127.0.0.1:8080"', `set "A=it's $x"`],
  ] as const)('set variables in %s', (shell, plain, quotedLine) => {
    expect(environmentLines(shell, [['A', 'http://127.0.0.1:8080']])).toBe(plain);
    expect(environmentLines(shell, [['A', "it's $x"]])).toBe(quotedLine);
  });

  it('double typographic quotes, which end a text in PowerShell too', () => {
    expect(quoted('powershell', 'a’b')).toBe("'a’’b'");
  });

  it('double backslashes before a quote in cmd', () => {
    expect(quoted('cmd', String.raw`{"a":"\"}`)).toBe(String.raw`"{\"a\":\"\\\"}"`);
    expect(quoted('cmd', 'end\\')).toBe(String.raw`"end\\"`);
  });

  it('give bash back whatever they were made of', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((one) => !one.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 100, maxLength: 200 }), (texts) => {
        const words = texts.map((one) => quoted('bash', one)).join(' ');
        const out = execFileSync('bash', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' });
        expect(out.split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 2 },
    );
  });
});
