import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pdfSize } from '../../../main/metering/count/pdf-size.ts';

const PAGES = '2 0 obj << /Type /Pages /Count 2 >> endobj\n';
const PAGE = '<< /Type /Page /Parent 2 0 R >>';

function stream(text: string, dictionary = '/Filter /FlateDecode'): Buffer {
  return Buffer.concat([
    Buffer.from(`7 0 obj << ${dictionary} >>\nstream\n`),
    deflateSync(Buffer.from(text, 'latin1')),
    Buffer.from('\nendstream endobj\n'),
  ]);
}

describe('pdfSize', () => {
  it('counts pages, not the list of them', () => {
    expect(pdfSize(Buffer.from(`${PAGES}${PAGE}\n${PAGE}`)).pages).toBe(2);
  });

  it('finds pages in a compressed object stream', () => {
    expect(pdfSize(stream(`${PAGE}${PAGE}${PAGE}`)).pages).toBe(3);
  });

  it.each([
    ['(Hello) Tj', 5],
    ['(a \\(b\\)) Tj', 7],
    ['[(He) -20 (llo)] TJ', 5],
    ['<00480065006C006C006F> Tj', 5],
    ["(next line) '", 9],
    ['q 1 0 0 1 0 0 cm Q', 0],
  ])('counts the characters that %s shows', (operations, expected) => {
    expect(pdfSize(stream(`BT ${operations} ET`)).textChars).toBe(expected);
  });

  it('leaves images, fonts and what it cannot read alone', () => {
    const image = stream('(Hello) Tj', '/Subtype /Image /Filter /FlateDecode');
    const broken = Buffer.from('8 0 obj << /FlateDecode >>\nstream\nnonsense\nendstream');
    expect(pdfSize(Buffer.concat([image, broken]))).toEqual({ pages: 1, textChars: 0 });
    expect(pdfSize(Buffer.alloc(0))).toEqual({ pages: 1, textChars: 0 });
  });

  it('is not held up by a stream that never ends', () => {
    const many = Buffer.from('stream\n'.repeat(10_000));
    expect(pdfSize(many).pages).toBe(1);
  });
});
