/** The parts of a JSON schema that our documents use. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly description?: string;
};

const INDENT = '  ';

/** A schema in the notation of TypeScript, which people read faster than JSON schema. */
export function schemaText(schema: JsonSchema, indent = ''): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined)
    return unique(choices.map((one) => schemaText(one, indent))).join(' | ');
  if (schema.allOf !== undefined) {
    return schema.allOf.map((one) => schemaText(one, indent)).join(' & ');
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type as readonly string[];
    return unique(types.map((type) => schemaText({ ...schema, type }, indent))).join(' | ');
  }
  if (schema.type === 'array') return arrayText(schema.items ?? {}, indent);
  if (schema.type === 'object' || schema.properties !== undefined)
    return objectText(schema, indent);
  if (schema.type === 'integer') return 'number';
  return typeof schema.type === 'string' ? schema.type : 'any';
}

/** Choices need brackets before `[]`. */
function arrayText(items: JsonSchema, indent: string): string {
  const text = schemaText(items, indent);
  return text.includes(' | ') ? `(${text})[]` : `${text}[]`;
}

/** One property a line; what the document says about it follows as a comment. */
function objectText(schema: JsonSchema, indent: string): string {
  const entries = Object.entries(schema.properties ?? {});
  const rest = schema.additionalProperties;
  if (entries.length === 0) {
    return typeof rest === 'object' ? `{ [name: string]: ${schemaText(rest, indent)} }` : '{}';
  }
  const inner = indent + INDENT;
  const lines = entries.map(([name, property]) => {
    const mark = schema.required?.includes(name) === true ? '' : '?';
    const comment = property.description === undefined ? '' : `  // ${property.description}`;
    return `${inner}${name}${mark}: ${schemaText(property, inner)};${comment}\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

/** `number | number` comes of integer and number, which are one in TypeScript. */
function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
