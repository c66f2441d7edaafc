import { describe, expect, it } from 'vitest';
import { schemaText } from '../../main/admin/schema-text.ts';

describe('schemaText', () => {
  it.each([
    [{}, 'any'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: true }, 'true'],
    [{ type: 'string', enum: ['a', 'b'] }, '"a" | "b"'],
    [{ $ref: '#/components/schemas/Channel' }, 'Channel'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      '(string | number)[]',
    ],
    [{ anyOf: [{ type: 'number' }, { type: 'integer' }] }, 'number'],
    [{ allOf: [{ $ref: '#/a/B' }, { type: 'object' }] }, 'B & {}'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, '{ [name: string]: string }'],
    [
      {
        type: 'object',
        properties: {
          a: { type: 'string', description: 'Why.' },
          b: { type: 'object', properties: { c: { type: 'boolean' } } },
        },
        required: ['a'],
      },
      '{\n  a: string;  // Why.\n  b?: {\n    c?: boolean;\n  };\n}',
    ],
  ])('writes %j', (schema, text) => {
    expect(schemaText(schema)).toBe(text);
  });
});
