import { sql, type Kysely } from 'kysely';
import type { StoreFacts } from './store.ts';
import type { Tables } from './tables.ts';

const COUNTED = [
  'channels',
  'channel_keys',
  'tokens',
  'rules',
  'requests',
  'attempts',
  'captures',
  'usage_hourly',
  'cooldowns',
  'affinities',
] as const satisfies readonly (keyof Tables)[];

/** Counting a million rows takes some ten milliseconds, on the thread for reading. */
export async function readFacts(db: Kysely<Tables>): Promise<StoreFacts> {
  const rows: Record<string, number> = {};
  for (const table of COUNTED) {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    rows[table] = count;
  }
  const { rows: versions } = await sql<{ version: string }>`
    select sqlite_version() as version`.execute(db);
  return { sqliteVersion: versions[0]?.version ?? '', rows };
}
