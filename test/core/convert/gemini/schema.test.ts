import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersSchema } from '../../../../main/core/convert/gemini/schema.ts';
import type { JsonObject } from '../../../../main/core/gate/event-json.ts';

/** What becomes of one property of a function's parameters. */
function property(schema: JsonObject, root: JsonObject = {}): unknown {
  const cleaned = parametersSchema({ ...root, type: 'object', properties: { it: schema } });
  return (cleaned as { properties: { it: unknown } }).properties.it;
}

describe('the schema of parameters for Gemini', () => {
  const cases: readonly (readonly [string, JsonObject, unknown])[] = [
    [
      'has no $schema, $id, default or examples (pitfall 23)',
      { $schema: 'x', $id: 'y', type: 'string', default: 'a', examples: ['b'] },
      { type: 'string' },
    ],
    [
      'says exclusive limits of whole numbers as inclusive ones (pitfall 23)',
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
    [
      'says exclusive limits of numbers a little wider (pitfall 23)',
      { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      { type: 'number', minimum: 0 },
    ],
    [
      'has no additionalProperties, propertyNames or patternProperties (pitfall 23)',
      {
        type: 'object',
        additionalProperties: { type: 'string' },
        propertyNames: { pattern: 'x' },
        patternProperties: { a: {} },
      },
      { type: 'object' },
    ],
    [
      'keeps known formats',
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-time' },
    ],
    ['drops unknown formats', { type: 'string', format: 'uri' }, { type: 'string' }],
    [
      'writes numbers of an enumerated string as strings (pitfall 24)',
      { type: 'string', enum: [1, 'two', 1, null] },
      { type: 'string', nullable: true, enum: ['1', 'two'] },
    ],
    [
      'tells an enumeration of numbers in words (pitfall 24)',
      { type: 'integer', description: 'Level.', enum: [1, 2] },
      { type: 'integer', description: 'Level. One of: 1, 2.' },
    ],
    ['takes const for an enumeration of one', { const: 'x' }, { type: 'string', enum: ['x'] }],
    [
      'takes a nullable type apart',
      { type: ['string', 'null'] },
      { type: 'string', nullable: true },
    ],
    [
      'makes a union of several types',
      { type: ['string', 'integer'], description: 'd' },
      {
        anyOf: [
          { type: 'string', description: 'd' },
          { type: 'integer', description: 'd' },
        ],
      },
    ],
    [
      'takes null out of a union',
      { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'd' },
      { type: 'string', description: 'd', nullable: true },
    ],
    [
      'puts nothing beside anyOf, and takes oneOf for it',
      { description: 'd', oneOf: [{ type: 'string' }, { type: 'number', description: 'n' }] },
      {
        anyOf: [
          { type: 'string', description: 'd' },
          { type: 'number', description: 'n' },
        ],
      },
    ],
    [
      'lays the parts of allOf over each other',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { properties: { b: { type: 'string' } }, required: ['b'] },
        ],
      },
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        required: ['a', 'b'],
      },
    ],
    [
      'says what an array holds that does not say it',
      { type: 'array' },
      { type: 'array', items: { type: 'string' } },
    ],
    [
      'lets every place of a tuple hold any of its kinds',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
    ],
    [
      'requires only properties that exist',
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a', 'b', 3] },
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    ],
    [
      'makes an object of what is none',
      { type: 'object', properties: { a: true } },
      { type: 'object', properties: { a: { type: 'object' } } },
    ],
  ];

  it.each(cases)('%s', (_, schema, expected) => {
    expect(property(schema)).toEqual(expected);
  });

  it('keeps the names of properties, whatever they are called (pitfall 27)', () => {
    const properties = Object.fromEntries(
      ['_id', '$schema', 'additionalProperties', 'default', '$ref', 'const', 'properties'].map(
        (name) => [name, { type: 'string' }],
      ),
    );
    const schema = { type: 'object', properties, required: ['_id', 'default'] };
    expect(parametersSchema(schema)).toEqual(schema);
  });

  it('writes references out, with what stands beside them (pitfall 25)', () => {
    const root = { $defs: { 'a/b': { type: 'string', description: 'far' } } };
    expect(property({ $ref: '#/$defs/a~1b', description: 'near' }, root)).toEqual({
      type: 'string',
      description: 'near',
    });
    expect(property({ $ref: '#/$defs/none', description: 'lost' }, root)).toEqual({
      type: 'object',
      description: 'lost',
    });
    expect(property({ $ref: 'https://example.org/schema' })).toEqual({ type: 'object' });
  });

  it('ends a type within itself as an object', () => {
    const tree = { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } };
    expect(property({ $ref: '#/$defs/tree' }, { $defs: { tree } })).toEqual({
      type: 'object',
      properties: { child: { type: 'object' } },
    });
  });

  it('lays alternatives at the top over each other (pitfall 17)', () => {
    const schema = {
      oneOf: [
        { properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a', 'b'] },
        { properties: { a: { type: 'string' } }, required: ['a'] },
      ],
    };
    expect(parametersSchema(schema)).toEqual({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      required: ['a'],
    });
  });

  it.each([[{}], [{ type: 'object' }], [{ type: 'object', properties: {} }], [{ type: 'string' }]])(
    'is none where there are no parameters: %j',
    (schema) => {
      expect(parametersSchema(schema)).toBeNull();
    },
  );

  it('stays small when references multiply', () => {
    const level = (next: number) => ({
      type: 'object',
      properties: Object.fromEntries(
        [0, 1, 2, 3].map((n) => [`p${String(n)}`, { $ref: `#/$defs/l${String(next)}` }]),
      ),
    });
    const $defs = Object.fromEntries(
      [...Array(20).keys()].map((n) => [`l${String(n)}`, level(n + 1)]),
    );
    const text = JSON.stringify(property({ $ref: '#/$defs/l0' }, { $defs }));
    expect(text.length).toBeLessThan(400_000);
  });

  const KEYWORDS = [
    'type',
    'enum',
    'const',
    'anyOf',
    'oneOf',
    'allOf',
    'items',
    'properties',
    '$ref',
  ];
  const ALLOWED = new Set(
    'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern anyOf propertyOrdering items minimum maximum'.split(
      ' ',
    ),
  );
  it('never throws and never says what Gemini does not know, whatever comes', () => {
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('string', '#', '#/properties/it', null, 3, true),
        fc.array(tie('schema'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...KEYWORDS), fc.string()), tie('schema'), {
          maxKeys: 4,
        }),
      ),
    }));
    const check = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const key of Object.keys(node)) expect(ALLOWED).toContain(key);
      const { properties, anyOf, items } = node as Record<string, unknown>;
      for (const one of Object.values(properties ?? {})) check(one);
      for (const one of (anyOf as unknown[] | undefined) ?? []) check(one);
      check(items);
    };
    fc.assert(
      fc.property(schema, (it) => {
        check(parametersSchema({ properties: { it } }));
      }),
    );
  });
});
