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
import type { ExecuteResult, SqlValue } from './worker-messages.ts';

/** Where statements are carried out. */
export type Database = {
  execute(sql: string, params: readonly SqlValue[]): Promise<ExecuteResult>;
  control(kind: 'begin' | 'commit' | 'rollback'): Promise<void>;
  close(): Promise<void>;
};

/**
 * Kysely's SQLite with the database in another thread, or in this one where it may block. `start` is called once, before the first query.
 *
 * There is one connection. Kysely's adapter for SQLite says so, and Kysely then lets one query or
 * transaction have it at a time, so nothing slips into somebody else's transaction.
 */
export function sqliteDialect(start: () => Promise<Database>): Dialect {
  return {
    createDriver: () => new DatabaseDriver(start),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class DatabaseDriver implements Driver {
  readonly #start: () => Promise<Database>;
  #connection: OneConnection | null = null;

  constructor(start: () => Promise<Database>) {
    this.#start = start;
  }

  async init(): Promise<void> {
    this.#connection = new OneConnection(await this.#start());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#opened();
  }

  async beginTransaction(): Promise<void> {
    await this.#opened().database.control('begin');
  }

  async commitTransaction(): Promise<void> {
    await this.#opened().database.control('commit');
  }

  async rollbackTransaction(): Promise<void> {
    await this.#opened().database.control('rollback');
  }

  async releaseConnection(): Promise<void> {
    // The one connection stays open until the end.
  }

  async destroy(): Promise<void> {
    await this.#connection?.database.close();
  }

  #opened(): OneConnection {
    if (this.#connection === null)
      throw new Error('The driver was used before it was initialised.');
    return this.#connection;
  }
}

class OneConnection implements DatabaseConnection {
  readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.database.execute(query.sql, query.parameters as readonly SqlValue[]);
    return {
      // Kysely promises the row type from the query it compiled; the database only carries it.
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
