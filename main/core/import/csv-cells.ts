/** What a cell was read as, or what is wanted in it. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly wanted: string };

const TRUE = new Set(['1', 'true', 'yes', 'y', 'on', 'enabled', '启用', '是', '开', '√']);
const FALSE = new Set([
  '0',
  'false',
  'no',
  'n',
  'off',
  'disabled',
  '禁用',
  '停用',
  '否',
  '关',
  '×',
]);

export function readFlag(cell: string): Read<boolean> {
  const word = cell.toLowerCase();
  if (TRUE.has(word)) return { ok: true, value: true };
  return FALSE.has(word)
    ? { ok: true, value: false }
    : { ok: false, wanted: 'must be true or false' };
}

export function readNumber(cell: string): Read<number> {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(cell)
    ? { ok: true, value: Number(cell) }
    : { ok: false, wanted: 'must be a number' };
}

/** A spreadsheet that was told to may write `10.0`. */
export function readInteger(cell: string): Read<number> {
  const read = readNumber(cell);
  return read.ok && Number.isSafeInteger(read.value)
    ? read
    : { ok: false, wanted: 'must be a whole number' };
}

const STRATEGIES: Readonly<Record<string, string>> = {
  sequential: 'sequential',
  顺序: 'sequential',
  round_robin: 'round_robin',
  roundrobin: 'round_robin',
  'round-robin': 'round_robin',
  轮询: 'round_robin',
};

export function readStrategy(cell: string): Read<string> {
  const value = STRATEGIES[cell.toLowerCase()];
  return value === undefined
    ? { ok: false, wanted: 'must be sequential or round_robin' }
    : { ok: true, value };
}

/** An array of JSON, or a list divided by one of the signs; without what is there twice. */
export function readList(cell: string, signs: RegExp): Read<readonly unknown[]> {
  if (cell.startsWith('[')) {
    const value = parseJson(cell);
    return Array.isArray(value)
      ? { ok: true, value: distinct(value as readonly unknown[]) }
      : { ok: false, wanted: 'must be a list, or an array of JSON' };
  }
  const parts = cell.split(signs).map((part) => part.trim());
  return { ok: true, value: distinct(parts.filter((part) => part !== '')) };
}

export function readObject(cell: string): Read<Readonly<Record<string, unknown>>> {
  const value = parseJson(cell);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ok: true, value: value as Record<string, unknown> }
    : { ok: false, wanted: 'must be an object of JSON' };
}

/** Undefined when it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Its message would quote the text.
    return undefined;
  }
}

function distinct(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
