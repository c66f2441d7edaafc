import type { Path } from './formats/format.ts';

/** What a path leads to in a value that was read; undefined when to nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const name of path) {
    if (!isTable(inner) || !Object.hasOwn(inner, name)) return undefined;
    inner = inner[name];
  }
  return inner;
}

/** A copy with another value at the path, or without it where that is undefined. */
export function withValue(value: unknown, path: Path, put: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return put;
  const table = isTable(value) ? value : {};
  const inner = withValue(table[name], rest, put);
  if (inner !== undefined) return { ...table, [name]: inner };
  const { [name]: _, ...others } = table;
  return others;
}

/** Do two values of a configuration file read the same? The order of names does not matter. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Date || b instanceof Date) return String(a) === String(b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  }
  if (!isTable(a) || !isTable(b) || Array.isArray(a) || Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
