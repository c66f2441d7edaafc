import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { APPLICATION_ID, refuseForeignIds } from './database-file.ts';
import { lockDatabase } from './data-lock.ts';
import { migrate } from './migrate.ts';
import { createPrivateFile } from './private-file.ts';
import { adoptStaged } from './staged-restore.ts';
import type {
  BatchPart,
  BatchResult,
  ExecuteResult,
  RejectedRow,
  SqlValue,
  WorkerStart,
} from './worker-messages.ts';
import { errorCode } from './wire-error.ts';

/** How long a statement waits for another program that has the file locked, a backup tool for instance. */
const BUSY_TIMEOUT_MS = 5000;

/** Prepared statements kept. Lists of parameters of many lengths make many statements of one query. */
const KEPT_STATEMENTS = 200;

/** The write-ahead log shrinks to this after a checkpoint; one long read can make it far larger. */
const LOG_BYTES = 32 * 1024 * 1024;

/** The one connection a worker thread owns. Everything here is synchronous. */
export class Connection {
  readonly #db: Database.Database;
  readonly #unlock: () => void;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #isWal: boolean;

  private constructor(db: Database.Database, unlock: () => void) {
    this.#db = db;
    this.#unlock = unlock;
    this.#isWal = db.pragma('journal_mode', { simple: true }) === 'wal';
  }

  static open(start: WorkerStart): Connection {
    if (start.role === 'foreign') {
      const db = new Database(Buffer.from(start.bytes), { readonly: true });
      // Its schema could name functions that do more than compute.
      db.pragma('trusted_schema = off');
      return new Connection(db, () => undefined);
    }
    if (start.role === 'restored') {
      const db = new Database(start.file, { timeout: BUSY_TIMEOUT_MS });
      // One file, whole by itself, whatever it was when it was copied.
      db.pragma('journal_mode = delete');
      return new Connection(db, () => undefined);
    }
    if (start.role !== 'writer') {
      const db = new Database(start.file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
      // What it sums up for itself is nobody else's, and no file's.
      db.pragma('temp_store = memory');
      return new Connection(db, () => undefined);
    }
    const unlock = lockDatabase(start.file);
    try {
      adoptStaged(start.file);
      return new Connection(openForWriting(start), unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  execute(sql: string, params: readonly SqlValue[]): ExecuteResult {
    const statement = this.#prepare(sql);
    if (statement.reader) {
      return { rows: statement.all(params), changes: 0, lastInsertRowid: 0 };
    }
    return { rows: [], ...statement.run(params) };
  }

  /** Writes every row in one transaction, or none when a table refuses some: then says which. */
  batch(parts: readonly BatchPart[]): BatchResult {
    // Configuration is flushed to the disk with every commit. Records are not: a power cut may cost the
    // last of them, the end of the process never does. Without a log this would risk the whole file.
    if (this.#isWal) this.#db.pragma('synchronous = normal');
    try {
      this.begin();
      const result = this.#runParts(parts);
      if (result.rejected.length === 0) this.commit();
      else this.rollback();
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    } finally {
      if (this.#isWal) this.#db.pragma('synchronous = full');
    }
  }

  #runParts(parts: readonly BatchPart[]): BatchResult {
    const rejected: RejectedRow[] = [];
    let why = '';
    parts.forEach(({ sql, width, values }, part) => {
      if (values.length === 0) return;
      const statement = this.#prepare(sql);
      for (let from = 0; from < values.length; from += width) {
        try {
          statement.run(values.slice(from, from + width));
        } catch (error) {
          if (!isBadRow(error)) throw error;
          rejected.push({ part, row: from / width });
          why ||= error.message;
        }
      }
    });
    return { rejected, why };
  }

  /** Gives up to so many unused pages back to the disk; whether there are more. */
  shrink(pages: number): boolean {
    const unused = (): number => this.#db.pragma('freelist_count', { simple: true }) as number;
    const before = unused();
    if (before === 0) return false;
    // As a pragma, because a statement that is run once would free one page.
    this.#db.pragma(`incremental_vacuum(${String(pages)})`);
    const after = unused();
    // A file that was made without the ability cannot shrink.
    return after > 0 && after < before;
  }

  begin(): void {
    // Taking the write lock at once: a transaction that asks for it later can fail half way.
    this.execute('begin immediate', []);
  }

  commit(): void {
    this.execute('commit', []);
  }

  /** SQLite ends a transaction by itself after some errors (a full disk); then there is nothing to undo. */
  rollback(): void {
    if (this.#db.inTransaction) this.execute('rollback', []);
  }

  close(): void {
    this.#db.close();
    this.#unlock();
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    const [oldest] = this.#statements.keys();
    if (oldest !== undefined && this.#statements.size >= KEPT_STATEMENTS) {
      this.#statements.delete(oldest);
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** A row that can never be stored, as opposed to a database that cannot be written now. */
function isBadRow(error: unknown): error is Error {
  // Values that are no column's (undefined, a list of another length) fail before SQLite sees them.
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(errorCode(error))
  );
}

function openForWriting(start: Extract<WorkerStart, { role: 'writer' }>): Database.Database {
  const { file, migrations, startedAt } = start;
  createPrivateFile(file);
  const isNew = statSync(file).size === 0;
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (isNew) {
      // Both belong into the first page, before anything else makes SQLite write it.
      db.pragma('auto_vacuum = incremental');
      db.pragma(`application_id = ${APPLICATION_ID}`);
    }
    // Again, now with SQLite's eyes: the header alone does not know what stands in the log.
    refuseForeignIds(
      file,
      db.pragma('application_id', { simple: true }) as number,
      db.pragma('user_version', { simple: true }) as number,
      migrations.at(-1)?.number ?? 0,
    );
    db.pragma(`journal_mode = ${start.journalMode}`);
    db.pragma(`journal_size_limit = ${LOG_BYTES}`);
    db.pragma('synchronous = full');
    db.pragma('foreign_keys = on');
    // The header is what the next start judges the file by, so it must not lag behind the log.
    if (migrate(db, migrations, { file, startedAt })) db.pragma('wal_checkpoint(truncate)');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
