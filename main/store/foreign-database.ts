import type { ForeignTables } from './moving-port.ts';
import { SqliteThread } from './sqlite-thread.ts';
import { StoreError } from './store-error.ts';

/** What is read of the databases that are known; records and caches are left where they are. */
const TABLES = [
  // ccLoad
  'channels',
  'api_keys',
  'channel_models',
  'auth_tokens',
  // cc-switch
  'providers',
  'provider_endpoints',
];

const MAX_ROWS = 100_000;

const MAGIC = 'SQLite format 3\0';
/** Whether the file is read and written with a log beside it: 2 is yes. */
const FORMAT_BYTES_AT = 18;

export function isDatabase(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC;
}

/**
 * Reads a database of another program out of memory: nothing of it is written anywhere, nor is the file that it came
 * from touched. What that program has not yet taken over from its log is not in it.
 */
export async function readForeignTables(bytes: Uint8Array, workerUrl: URL): Promise<ForeignTables> {
  const own = Uint8Array.from(bytes);
  // In memory there is no log, and SQLite would refuse a database that wants one.
  own.fill(1, FORMAT_BYTES_AT, FORMAT_BYTES_AT + 2);
  const thread = await SqliteThread.start(
    workerUrl,
    { role: 'foreign', file: 'that was sent', bytes: own },
    () => undefined,
  );
  try {
    const { rows } = await thread.execute(
      "select name from sqlite_master where type = 'table'",
      [],
    );
    const names = new Set((rows as { name: string }[]).map(({ name }) => name));
    const tables: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
    for (const table of TABLES) {
      if (!names.has(table)) continue;
      const answer = await thread.execute(`select * from ${table} limit ${String(MAX_ROWS)}`, []);
      tables[table] = answer.rows as Record<string, unknown>[];
    }
    return tables;
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('damaged', 'The database that was sent cannot be read.', { cause });
  } finally {
    await thread.close();
  }
}
