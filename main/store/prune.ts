import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

type Pruned = {
  readonly table: keyof Tables;
  /** Column of the moment by which rows age, and of what tells rows of one moment apart. */
  readonly time: string;
  readonly id: string;
};

/** Keeps the newest rows. Many share a millisecond, so the time alone would take some that are to stay. */
export async function pruneOldest(
  db: Kysely<Tables>,
  { table, time, id }: Pruned,
  keepNewest: number,
): Promise<void> {
  const [from, at, by] = [sql.table(table), sql.ref(time), sql.ref(id)];
  const { rows } = await sql<{ at: number; id: string }>`
    select ${at} as at, ${by} as id from ${from}
    order by ${at} desc, ${by} desc limit 1 offset ${keepNewest}`.execute(db);
  const [newestToGo] = rows;
  if (newestToGo === undefined) return;
  await sql`
    delete from ${from}
    where ${at} < ${newestToGo.at} or (${at} = ${newestToGo.at} and ${by} <= ${newestToGo.id})`.execute(
    db,
  );
}
