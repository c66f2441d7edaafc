import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const PITFALLS = 71;

type Row = { readonly number: number; readonly proofs: readonly string[] };

function rows(): readonly Row[] {
  const text = readFileSync(new URL('docs/conversion.md', ROOT), 'utf8');
  return text.split('\n').flatMap((line) => {
    const cells = line.split(' | ').map((cell) => cell.replaceAll(/^\| | *\|$/g, '').trim());
    const number = Number(cells[0]);
    const [, , proof] = cells;
    return proof === undefined || !Number.isInteger(number) || number === 0
      ? []
      : [{ number, proofs: proof.split('<br>') }];
  });
}

/** Whether the test file has a test of this name. */
function isThere(file: string, name: string): boolean {
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  return text.includes(name);
}

describe('docs/conversion.md', () => {
  it('lists every pitfall once', () => {
    const numbers = rows().map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: PITFALLS }, (_, index) => index + 1));
  });

  it('names tests that exist, or why a pitfall cannot occur', () => {
    const wrong = rows().flatMap(({ number, proofs }) =>
      proofs
        .filter((proof) => {
          const [, file, name] = /^`(test\/[^`]+)`: (.+)$/.exec(proof) ?? [];
          if (file === undefined || name === undefined) return !/^Cannot occur.{40,}/.test(proof);
          return !isThere(file, name);
        })
        .map((proof) => `${String(number)}: ${proof}`),
    );
    expect(wrong).toEqual([]);
  });
});
