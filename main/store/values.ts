import { StoreError } from './store-error.ts';

/** Databases here have no booleans. */
export function toFlag(isSet: boolean): number {
  return isSet ? 1 : 0;
}

/** The id of a row just inserted. Drivers deliver it as a big integer; ids here stay far below that. */
export function insertedId(result: { readonly insertId?: bigint | undefined }): number {
  const id = Number(result.insertId);
  if (!Number.isSafeInteger(id)) throw new Error(`An insert delivered no usable id (${id}).`);
  return id;
}

/** Rows of one statement: a statement takes 32,766 parameters at most, and no table has 50 columns. */
const ROWS_AT_ONCE = 500;

/** Rows in portions that fit into one insert. Empty portions do not occur. */
export function* portions<T>(rows: readonly T[]): Generator<[T, ...T[]]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const [first, ...others] = rows.slice(from, from + ROWS_AT_ONCE);
    if (first !== undefined) yield [first, ...others];
  }
}

/** One of the known words. Another one was written by nobody who knows this program. */
export function readWord<T extends string>(words: readonly T[], text: string, column: string): T {
  const word = words.find((known) => known === text);
  if (word === undefined) {
    throw new StoreError('damaged', `The database holds the unknown value "${text}" in ${column}.`);
  }
  return word;
}

export function readJson(text: string, column: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoreError('damaged', `The database holds unreadable JSON in ${column}.`, { cause });
  }
}

/** A JSON array. */
export function readList(text: string, column: string): readonly unknown[] {
  const list = readJson(text, column);
  if (Array.isArray(list)) return list as readonly unknown[];
  throw new StoreError('damaged', `The database holds something else than a list in ${column}.`);
}

/** A JSON object. Its fields are those that were stored: what may be stored was checked before. */
export function readObject(text: string, column: string): object {
  const object = readJson(text, column);
  if (typeof object === 'object' && object !== null && !Array.isArray(object)) return object;
  throw new StoreError('damaged', `The database holds something else than an object in ${column}.`);
}
