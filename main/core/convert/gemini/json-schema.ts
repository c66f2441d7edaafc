import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { isObject } from '../inner/reading.ts';

/** Members that Gemini states as strings because they are 64 bits wide. */
const LIMITS = [
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
] as const;

/** Deeper schemas are cut off there: anything may then stand in that place. */
const MAX_DEPTH = 64;

/** A schema in Gemini's subset of OpenAPI as JSON Schema: types in lower case, `null` as a type. */
export function jsonSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > MAX_DEPTH) return {};
  const {
    nullable,
    propertyOrdering: _,
    property_ordering: _snake,
    example: _example,
    ...own
  } = schema;
  const read: Record<string, unknown> = own;
  const inner = (value: unknown): unknown =>
    isObject(value) ? jsonSchema(value, depth + 1) : value;
  const type = typeof own['type'] === 'string' ? own['type'].toLowerCase() : own['type'];
  if (type === 'type_unspecified') delete read['type'];
  else if (type !== undefined) read['type'] = type;
  if (nullable === true && typeof type === 'string') read['type'] = [type, 'null'];
  for (const name of LIMITS) {
    if (typeof read[name] === 'string') read[name] = Number(read[name]);
  }
  const properties = objectAt(own, 'properties');
  if (properties !== null) {
    read['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, inner(value)]),
    );
  }
  if (own['items'] !== undefined) read['items'] = inner(own['items']);
  for (const name of ['anyOf', 'any_of'] as const) {
    if (!Array.isArray(own[name])) continue;
    delete read[name];
    read['anyOf'] = objectsAt(own, name).map(inner);
  }
  return read;
}
