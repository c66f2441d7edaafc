import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMultipartModel } from '../../main/core/multipart-model.ts';

const TYPE = 'multipart/form-data; boundary=XX';

/** A part, from its fields to the line end before the next delimiter. */
function part(disposition: string, content: string): string {
  return `Content-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
}

function form(...parts: readonly string[]): string {
  return `${parts.map((one) => `--XX\r\n${one}`).join('')}--XX--\r\n`;
}

function find(body: string, contentType = TYPE): { model: string; range: string } | null {
  const bytes = Buffer.from(body);
  const found = findMultipartModel(bytes, contentType);
  if (found === null) return null;
  return { model: found.model, range: bytes.toString('utf8', found.start, found.end) };
}

const file = part('name="file"; filename="a.wav"', 'RIFF\r\n\r\n--\r\n-----XX\r\n--XXX\r\n');
const model = part('name="model"', 'whisper-1');
const whisper = { model: 'whisper-1', range: 'whisper-1' };

describe('findMultipartModel', () => {
  it.each([
    ['before a file', form(model, file)],
    ['behind a file', form(file, model)],
    ['behind a preamble', `any text\r\n${form(model)}`],
    ['of an unquoted name', form(part('name=model', 'whisper-1'))],
    ['with more fields', form(`Content-Type: text/plain\r\nX: y\r\n${model}`)],
    ['of another case', form(model.replace('Content-Disposition', 'content-disposition'))],
    ['behind a part without fields', form('\r\nno fields\r\n', model)],
    ['behind an empty part', form(part('name="prompt"', ''), model)],
    ['of a body that breaks off later', `--XX\r\n${model}--XX\r\nContent-Disp`],
    ['with spaces behind the delimiter', form(model).replaceAll('--XX\r\n', '--XX \t\r\n')],
  ])('finds the part %s', (_, body) => {
    expect(find(body)).toEqual(whisper);
  });

  it.each([
    'multipart/form-data; boundary="XX"',
    'Multipart/Form-Data; charset=utf-8; BOUNDARY=XX',
    'multipart/form-data;boundary=XX;charset=utf-8',
  ])('understands the content type %s', (contentType) => {
    expect(find(form(model), contentType)).toEqual(whisper);
  });

  it('understands a boundary of any permitted characters', () => {
    const body = form(model).replaceAll('--XX', "--=_a'()+,./:? z");
    expect(find(body, `multipart/form-data; boundary="=_a'()+,./:? z"`)).toEqual(whisper);
  });

  it.each([
    ['no such part', form(part('name="prompt"', 'x'), file)],
    ['a file called model', form(part('name="file"; filename="model"', 'x'))],
    ['a file in the field', form(part('name="model"; filename="a.bin"', 'x'))],
    ['a file with an encoded name in the field', form(part(`name="model"; filename*=a`, 'x'))],
    ['the name within another parameter', form(part('name="x; name=\\"model\\""', 'y'))],
    ['a part in the content of a file', form(part('name="file"; filename="a"', model))],
    [
      'a part of another boundary',
      form(part('name="file"; filename="a"', `--XY\r\n${model}--XY--`)),
    ],
    ['a part behind the end', `${form(file)}\r\n--X\r\n${model}`],
    ['a part that is never ended', `--XX\r\n${model}`],
    ['a delimiter without line end before it', `a--XX\r\n${model}--XX--`],
    ['a head without end', '--XX\r\nContent-Disposition: form-data; name="model"\r\nwhisper-1'],
    ['a head without bounds', form(`X: ${'y'.repeat(9000)}\r\n${model}`)],
    ['no body', ''],
  ])('finds nothing in a body with %s', (_, body) => {
    expect(find(body)).toBeNull();
  });

  it.each(['application/json', 'multipart/form-data', 'multipart/mixed; boundary=XX', ''])(
    'finds nothing in a body of type %j',
    (contentType) => {
      expect(find(form(model), contentType)).toBeNull();
    },
  );

  it('stops at the closing delimiter', () => {
    expect(find(`${form(file)}--XX\r\n${model}--XX--`)).toBeNull();
  });

  it.each([
    ['is empty', form(part('name="model"', ''))],
    ['is too long', form(part('name="model"', 'm'.repeat(257)))],
    ['stands twice', form(model, part('name="model"', 'other'))],
  ])('names no model when the part %s', (_, body) => {
    expect(find(body)?.model).toBe('');
  });

  it('reads a name of 256 bytes', () => {
    const name = '你'.repeat(85) + 'x';
    expect(find(form(part('name="model"', name)))).toEqual({ model: name, range: name });
  });

  it('finds the part behind any file that does not contain the delimiter', () => {
    const bytes = fc.array(fc.constantFrom(0x0d, 0x0a, 0x2d, 0x58, 0x00), { maxLength: 80 });
    fc.assert(
      fc.property(bytes, (content) => {
        const text = Buffer.from(content).toString('latin1');
        fc.pre(!text.includes('\r\n--XX'));
        const body = form(part('name="file"; filename="a"', text), model);
        fc.pre(body.split('\r\n--XX').length === 3);
        expect(find(body)).toEqual(whisper);
      }),
      { numRuns: 1000 },
    );
  });
});
