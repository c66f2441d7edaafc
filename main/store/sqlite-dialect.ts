import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { SqliteThread } from './sqlite-thread.ts';
import type { SqlValue } from './worker-messages.ts';

/**
 * Kysely's SQLite with the database in another thread. `start` is called once, before the first query.
 *
 * There is one connection. Kysely's adapter for SQLite says so, and Kysely then lets one query or
 * transaction have it at a time, so nothing slips into somebody else's transaction.
 */
export function sqliteDialect(start: () => Promise<SqliteThread>): Dialect {
  return {
    createDriver: () => new ThreadDriver(start),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class ThreadDriver implements Driver {
  readonly #start: () => Promise<SqliteThread>;
  #connection: ThreadConnection | null = null;

  constructor(start: () => Promise<SqliteThread>) {
    this.#start = start;
  }

  async init(): Promise<void> {
    this.#connection = new ThreadConnection(await this.#start());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#opened();
  }

  async beginTransaction(): Promise<void> {
    await this.#opened().thread.control('begin');
  }

  async commitTransaction(): Promise<void> {
    await this.#opened().thread.control('commit');
  }

  async rollbackTransaction(): Promise<void> {
    await this.#opened().thread.control('rollback');
  }

  async releaseConnection(): Promise<void> {
    // The one connection stays open until the end.
  }

  async destroy(): Promise<void> {
    await this.#connection?.thread.close();
  }

  #opened(): ThreadConnection {
    if (this.#connection === null)
      throw new Error('The driver was used before it was initialised.');
    return this.#connection;
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly thread: SqliteThread;

  constructor(thread: SqliteThread) {
    this.thread = thread;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.thread.execute(query.sql, query.parameters as readonly SqlValue[]);
    return {
      // Kysely promises the row type from the query it compiled; the thread only carries it.
      rows: result.rows as R[],
      insertId: BigInt(result.lastInsertRowid),
      numAffectedRows: BigInt(result.changes),
    };
  }

  // Kysely demands it. Rows are read in pages, so nothing here streams.
  streamQuery(): never {
    throw new Error('Streaming queries are not supported.');
  }
}
