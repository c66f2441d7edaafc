import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';

/** What a reference within a schema names; null when there is no such place, or it is another document. */
export function resolvedRef(root: JsonObject, ref: string): JsonObject | null {
  if (ref !== '#' && !ref.startsWith('#/')) return null;
  let at: JsonObject | null = root;
  for (const step of ref.split('/').slice(1)) {
    at = objectAt(at, step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return at;
}

/**
 * Several schemas laid over each other: all of their properties, and of every other member the last one. What is
 * required adds up.
 */
export function mergedAll(schemas: readonly JsonObject[]): JsonObject {
  const merged: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  const required = new Set<unknown>();
  for (const schema of schemas) {
    Object.assign(merged, schema);
    Object.assign(properties, objectAt(schema, 'properties'));
    if (Array.isArray(schema['required'])) {
      for (const name of schema['required'] as unknown[]) required.add(name);
    }
  }
  if (Object.keys(properties).length > 0) merged['properties'] = properties;
  if (required.size > 0) merged['required'] = [...required];
  return merged;
}

/** As `mergedAll` for alternatives: only what each of them requires is required. */
export function mergedAny(schemas: readonly JsonObject[]): JsonObject {
  const { required: _, ...merged } = mergedAll(schemas);
  const lists = schemas.map(({ required }) => new Set(Array.isArray(required) ? required : []));
  const [first, ...others] = lists;
  const required = [...(first ?? [])].filter((name) => others.every((list) => list.has(name)));
  return required.length > 0 ? { ...merged, required } : merged;
}

/**
 * The schema of a function's parameters as every service takes it: an object at the top. Codex sends null, leaves out
 * the type, and states alternatives at the top. Null when there is none.
 */
export function objectSchema(schema: unknown): JsonObject | null {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return null;
  const { anyOf, oneOf, allOf, ...own } = schema as JsonObject;
  const parts = objectsAt({ allOf }, 'allOf');
  const options = [...objectsAt({ anyOf }, 'anyOf'), ...objectsAt({ oneOf }, 'oneOf')];
  const isPlain = parts.length === 0 && options.length === 0;
  if (isPlain && own['type'] === 'object') return schema as JsonObject;
  if (isPlain) return { ...own, type: 'object', properties: objectAt(own, 'properties') ?? {} };
  const resolved = (one: JsonObject): JsonObject =>
    typeof one['$ref'] === 'string' ? (resolvedRef(schema as JsonObject, one['$ref']) ?? {}) : one;
  const merged = mergedAll([...parts.map(resolved), mergedAny(options.map(resolved)), own]);
  return { ...merged, type: 'object' };
}
