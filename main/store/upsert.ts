import {
  sql,
  type InsertQueryBuilder,
  type InsertResult,
  type Kysely,
  type RawBuilder,
} from 'kysely';
import type { Tables } from './tables.ts';
import type { SqlValue } from './worker-messages.ts';

/** The database without names: what a helper for any table can know of it. */
type AnyTables = Record<string, Record<string, SqlValue>>;

type TableName = keyof Tables;
type Column<T extends TableName> = keyof Tables[T] & string;
type Row<T extends TableName> = { readonly [C in keyof Tables[T]]: SqlValue };

/** Insert, or overwrite the row with the same `keys`. Every row carries every column. */
export function upsertQuery<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  keys: readonly Column<T>[],
  rows: readonly [Row<T>, ...Row<T>[]],
): InsertQueryBuilder<AnyTables, string, InsertResult> {
  return upserting(db, table, keys, rows, excluded);
}

/** The statement of the same, for one row with these columns in this order. */
export function upsertSql<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  keys: readonly Column<T>[],
  columns: readonly Column<T>[],
): string {
  return upserting(db, table, keys, [emptyRow(columns)], excluded).compile().sql;
}

/** Insert, or overwrite the `names` and add the `counters` to those of the row with the same `keys`. */
export function addingUpsertSql<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  keys: readonly Column<T>[],
  names: readonly Column<T>[],
  counters: readonly Column<T>[],
): string {
  const isCounter = new Set<string>(counters);
  const row = emptyRow([...keys, ...names, ...counters]);
  return upserting(db, table, keys, [row], (column) =>
    isCounter.has(column)
      ? sql<SqlValue>`${sql.ref(`${table}.${column}`)} + ${excluded(column)}`
      : excluded(column),
  ).compile().sql;
}

/** The one place that knows how a database says so: MySQL spells it differently. */
function upserting(
  db: Kysely<Tables>,
  table: string,
  keys: readonly string[],
  rows: readonly [AnyRow, ...AnyRow[]],
  changed: (column: string) => RawBuilder<SqlValue>,
): InsertQueryBuilder<AnyTables, string, InsertResult> {
  const others = Object.keys(rows[0]).filter((column) => !keys.includes(column));
  return (db as unknown as Kysely<AnyTables>)
    .insertInto(table)
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(keys)
        .doUpdateSet(Object.fromEntries(others.map((column) => [column, changed(column)]))),
    );
}

type AnyRow = Readonly<Record<string, SqlValue>>;

function emptyRow(columns: readonly string[]): AnyRow {
  return Object.fromEntries(columns.map((column) => [column, null]));
}

function excluded(column: string): RawBuilder<SqlValue> {
  return sql.ref<SqlValue>(`excluded.${column}`);
}
