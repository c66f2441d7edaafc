import { sql, type InsertQueryBuilder, type InsertResult, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import type { SqlValue } from './worker-messages.ts';

/** The database without names: what a helper for any table can know of it. */
type AnyTables = Record<string, Record<string, SqlValue>>;

type TableName = keyof Tables;
type Row<T extends TableName> = { readonly [C in keyof Tables[T]]: SqlValue };

/**
 * Insert, or overwrite the row with the same `keys`. The one place that knows how a database says so:
 * MySQL spells it differently. Every row carries every column.
 */
export function upsertQuery<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  keys: readonly (keyof Tables[T] & string)[],
  rows: readonly [Row<T>, ...Row<T>[]],
): InsertQueryBuilder<AnyTables, string, InsertResult> {
  const overwritten = Object.keys(rows[0]).filter((column) => !keys.some((key) => key === column));
  const name: string = table;
  return (db as unknown as Kysely<AnyTables>)
    .insertInto(name)
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(keys)
        .doUpdateSet(
          Object.fromEntries(
            overwritten.map((column) => [column, sql.ref<SqlValue>(`excluded.${column}`)]),
          ),
        ),
    );
}
