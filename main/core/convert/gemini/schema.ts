import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { mergedAll, mergedAny, resolvedRef } from '../schema-parts.ts';

/**
 * The schema of a function's parameters in the subset of OpenAPI that Gemini's `parameters` takes; every other keyword
 * is refused with a 400. Null when there are no parameters, for which the member has to be left out.
 *
 * Only keywords are filtered: the names under `properties` are the user's and stay, whatever they are called.
 */
export function parametersSchema(schema: JsonObject): JsonObject | null {
  const cleaner = new Cleaner(schema);
  const cleaned = cleaner.clean(schema, 0, new Set());
  const root = cleaned['anyOf'] === undefined ? cleaned : mergedAny(objectsAt(cleaned, 'anyOf'));
  if (objectAt(root, 'properties') === null) return null;
  return { ...root, type: 'object' };
}

/** Deeper than any schema of a person; what is below is then only an object. */
const MAX_DEPTH = 32;

/** So many nodes may come of one schema, because references to references multiply. */
const MAX_NODES = 4_000;

/** Copied as they are where they have the type that Gemini expects. */
const TEXTS = ['title', 'description', 'pattern'] as const;
const NUMBERS = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minimum',
  'maximum',
] as const;

/** The formats that are not refused, by type. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  string: ['enum', 'date-time'],
  number: ['float', 'double'],
  integer: ['int32', 'int64'],
};

type Cleaned = Record<string, unknown>;

class Cleaner {
  readonly #root: JsonObject;
  #nodes = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  clean(node: unknown, depth: number, open: ReadonlySet<string>): Cleaned {
    this.#nodes++;
    if (!isObject(node) || depth > MAX_DEPTH || this.#nodes > MAX_NODES) return { type: 'object' };
    if (typeof node['$ref'] === 'string') return this.#cleanRef(node, node['$ref'], depth, open);
    const parts = objectsAt(node, 'allOf');
    if (parts.length > 0) {
      // Parts that are references are resolved before they are laid over each other.
      const { allOf: _, ...own } = node;
      const all = [...parts, own].map((part) => this.#resolved(part));
      return this.clean(mergedAll(all), depth + 1, open);
    }
    const options = [...objectsAt(node, 'anyOf'), ...objectsAt(node, 'oneOf')];
    if (options.length > 0) return this.#cleanUnion(node, options, depth, open);
    return this.#cleanPlain(node, depth, open);
  }

  /** A reference may carry no siblings, so what stands beside it is laid over what it names. */
  #cleanRef(node: JsonObject, ref: string, depth: number, open: ReadonlySet<string>): Cleaned {
    const { $ref: _, ...beside } = node;
    const target = open.has(ref) ? null : resolvedRef(this.#root, ref);
    // A type within itself cannot be written out; the model still learns that it is an object.
    if (target === null) return withTexts({ type: 'object' }, beside);
    return this.clean({ ...target, ...beside }, depth + 1, new Set(open).add(ref));
  }

  #resolved(part: JsonObject): JsonObject {
    const ref = part['$ref'];
    if (typeof ref !== 'string') return part;
    const { $ref: _, ...beside } = part;
    return { ...resolvedRef(this.#root, ref), ...beside };
  }

  /** Vertex refuses any field beside `anyOf`, so each option gets what the union says of all. */
  #cleanUnion(
    node: JsonObject,
    options: readonly JsonObject[],
    depth: number,
    open: ReadonlySet<string>,
  ): Cleaned {
    const { anyOf: _any, oneOf: _one, ...own } = node;
    const real = options.filter((option) => option['type'] !== 'null');
    const cleaned = real.map((option) => {
      if (!mentionsStructure(own)) return withTexts(this.clean(option, depth + 1, open), own);
      return this.clean(mergedAll([own, this.#resolved(option)]), depth + 1, open);
    });
    if (real.length < options.length || own['nullable'] === true) {
      for (const option of cleaned) option['nullable'] = true;
    }
    const [only] = cleaned;
    if (only === undefined) return withTexts({ type: 'string', nullable: true }, own);
    return cleaned.length === 1 ? only : { anyOf: cleaned };
  }

  #cleanPlain(node: JsonObject, depth: number, open: ReadonlySet<string>): Cleaned {
    const types = typesOf(node);
    const real = types.filter((type) => type !== 'null');
    if (real.length > 1) {
      const options = real.map((type) => ({ ...node, type, nullable: types.length > real.length }));
      return { anyOf: options.map((option) => this.#cleanPlain(option, depth, open)) };
    }
    const type = real[0] ?? guessedType(node);
    const cleaned = withTexts(type === null ? {} : { type }, node);
    if (types.length > real.length || node['nullable'] === true) cleaned['nullable'] = true;
    copyNumbers(cleaned, node, type);
    copyEnum(cleaned, node, type);
    if (FORMATS[type ?? '']?.includes(String(node['format']))) cleaned['format'] = node['format'];
    if (type === 'array') cleaned['items'] = this.#cleanItems(node, depth, open);
    if (type === 'object') this.#addProperties(cleaned, node, depth, open);
    return cleaned;
  }

  /** An array must say what it holds; of a tuple every place may hold any of its kinds. */
  #cleanItems(node: JsonObject, depth: number, open: ReadonlySet<string>): Cleaned {
    const items = node['items'];
    const kinds = Array.isArray(items) ? items : node['prefixItems'];
    if (isObject(items)) return this.clean(items, depth + 1, open);
    if (!Array.isArray(kinds) || kinds.length === 0) return { type: 'string' };
    return this.clean(kinds.length === 1 ? kinds[0] : { anyOf: kinds }, depth + 1, open);
  }

  #addProperties(cleaned: Cleaned, node: JsonObject, depth: number, open: ReadonlySet<string>) {
    const properties = Object.entries(objectAt(node, 'properties') ?? {});
    // An empty list of properties is refused where none at all is taken.
    if (properties.length === 0) return;
    cleaned['properties'] = Object.fromEntries(
      properties.map(([name, value]) => [name, this.clean(value, depth + 1, open)]),
    );
    const names = new Set(properties.map(([name]) => name));
    const required = namesIn(node['required']).filter((name) => names.has(name));
    if (required.length > 0) cleaned['required'] = required;
    const ordering = namesIn(node['propertyOrdering']);
    if (ordering.length > 0) cleaned['propertyOrdering'] = ordering;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mentionsStructure(node: JsonObject): boolean {
  return node['properties'] !== undefined || node['type'] !== undefined;
}

/** Adds what the node says in words, where nothing is said yet. */
function withTexts(cleaned: Cleaned, node: JsonObject): Cleaned {
  for (const name of TEXTS) {
    if (typeof node[name] === 'string' && node[name] !== '') cleaned[name] ??= node[name];
  }
  return cleaned;
}

/** Limits that are exclusive become inclusive ones: exactly for whole numbers, else a little wider. */
function copyNumbers(cleaned: Cleaned, node: JsonObject, type: string | null): void {
  for (const name of NUMBERS) {
    if (typeof node[name] === 'number') cleaned[name] = node[name];
  }
  const step = type === 'integer' ? 1 : 0;
  const { exclusiveMinimum: above, exclusiveMaximum: below } = node;
  if (typeof above === 'number') cleaned['minimum'] ??= above + step;
  if (typeof below === 'number') cleaned['maximum'] ??= below - step;
}

/** Only strings are enumerated. Other values are told in words: as strings they would come back as strings. */
function copyEnum(cleaned: Cleaned, node: JsonObject, type: string | null): void {
  const stated = Array.isArray(node['enum']) ? (node['enum'] as unknown[]) : [];
  const values = node['const'] !== undefined ? [node['const']] : stated;
  const real = values.filter((value) => value !== null && value !== '');
  if (values.includes(null)) cleaned['nullable'] = true;
  if (real.length === 0) return;
  if (type === 'string' || (type === null && real.every((value) => typeof value === 'string'))) {
    cleaned['type'] = 'string';
    cleaned['enum'] = [...new Set(real.map((value) => spoken(value)))];
    return;
  }
  const words = `One of: ${real.map(spoken).join(', ')}.`;
  const said = cleaned['description'];
  cleaned['description'] = typeof said === 'string' ? `${said} ${words}` : words;
}

function spoken(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

function typesOf(node: JsonObject): readonly string[] {
  const stated: readonly unknown[] = Array.isArray(node['type']) ? node['type'] : [node['type']];
  return stated
    .flatMap((one) => (typeof one === 'string' ? [one.toLowerCase()] : []))
    .filter((type) => TYPES.has(type));
}

function guessedType(node: JsonObject): string | null {
  if (node['properties'] !== undefined || node['additionalProperties'] !== undefined) {
    return 'object';
  }
  if (node['items'] !== undefined || node['prefixItems'] !== undefined) return 'array';
  const values = node['const'] !== undefined ? [node['const']] : node['enum'];
  const first: unknown = Array.isArray(values) ? values.find((one) => one !== null) : undefined;
  if (typeof first === 'boolean' || typeof first === 'number') return typeof first;
  return null;
}

function namesIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
