import { ANY_MODEL } from '#contracts/constants';
import { modelRow, type ModelRow } from './channel-values.ts';

/** Whether every name is accepted. */
export function acceptsAny(rows: readonly ModelRow[]): boolean {
  return rows.some(({ name }) => name === ANY_MODEL);
}

/** The rows with the entry for every name, or without. */
export function withAny(rows: readonly ModelRow[], isAny: boolean): ModelRow[] {
  const rest = rows.filter(({ name }) => name !== ANY_MODEL);
  return isAny ? [...rest, modelRow(ANY_MODEL)] : rest;
}

/** Rows for what was typed: names, and `asked → sent`. Names that are there already are left as they are. */
export function withTyped(rows: readonly ModelRow[], text: string): ModelRow[] {
  const entries = text
    .split(/[\n,]+/)
    .map((entry) => entry.split(/\s*(?:→|->|=>)\s*/, 2).map((name) => name.trim()))
    .filter(([name]) => name !== undefined && name !== '');
  return entries.reduce<ModelRow[]>(
    (all, [name = '', upstream = '']) =>
      all.some((row) => row.name === name) ? all : [...all, modelRow(name, upstream)],
    [...rows],
  );
}

/** Takes offered names in or out; what was redirected by hand stays. */
export function withOffered(
  rows: readonly ModelRow[],
  names: readonly string[],
  isTaken: boolean,
): ModelRow[] {
  if (!isTaken) return rows.filter(({ name }) => !names.includes(name));
  const known = new Set(rows.map(({ name }) => name));
  const added = names.filter((name) => !known.has(name)).map((name) => modelRow(name));
  return [...rows, ...added];
}
