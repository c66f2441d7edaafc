import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { isObject } from '../inner/reading.ts';
import { mergedAll } from '../schema-parts.ts';

/** What `responseJsonSchema` documents. It takes more than `parameters` does, and `additionalProperties` is part of it. */
const KEPT: ReadonlySet<string> = new Set(
  (
    '$id $anchor $ref type format title description enum minItems maxItems minimum maximum required propertyOrdering ' +
    'items prefixItems anyOf oneOf properties additionalProperties $defs'
  ).split(' '),
);

const MAX_DEPTH = 64;

/** The schema of an answer without what Gemini refuses. Names of properties are the client's and stay. */
export function responseSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > MAX_DEPTH) return {};
  const parts = objectsAt(schema, 'allOf');
  if (parts.length > 0) {
    const { allOf: _, ...own } = schema;
    return responseSchema(mergedAll([...parts, own]), depth + 1);
  }
  const inner = (value: unknown): unknown =>
    isObject(value) ? responseSchema(value, depth + 1) : value;
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === 'definitions') written['$defs'] = mapped(objectAt(schema, name), inner);
    else if (name === 'const') written['enum'] = [value];
    // A reference may have no siblings but those that begin with a dollar.
    else if (!KEPT.has(name) || (schema['$ref'] !== undefined && !name.startsWith('$'))) continue;
    else if (name === 'properties' || name === '$defs') {
      written[name] = mapped(objectAt(schema, name), inner);
    } else if (name === '$ref' && typeof value === 'string') {
      written[name] = value.replace('#/definitions/', '#/$defs/');
    } else written[name] = Array.isArray(value) ? value.map(inner) : inner(value);
  }
  return written;
}

function mapped(members: JsonObject | null, inner: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(members ?? {}).map(([name, value]) => [name, inner(value)]),
  );
}
