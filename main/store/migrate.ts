import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Migration } from './migrations/migration.ts';
import { createPrivateFile } from './private-file.ts';
import { StoreError } from './store-error.ts';

/** Copies made before a migration that are kept; older ones are removed. */
const KEPT_COPIES = 3;

/**
 * Brings the schema up to date: all pending steps in one transaction, after a copy of a file that has
 * contents. Runs in the worker thread while nothing else uses the file. Returns whether anything ran.
 */
export function migrate(
  db: Database,
  migrations: readonly Migration[],
  context: { readonly file: string; readonly startedAt: number },
): boolean {
  const version = db.pragma('user_version', { simple: true }) as number;
  const pending = migrations.filter((step) => step.number > version);
  const last = pending.at(-1);
  if (last === undefined) return false;

  // Without a version there is no table of ours yet, so nothing that a copy could save.
  if (version > 0) copyDatabase(db, context.file, last.number);
  // A step that rebuilds a table would delete the rows that refer to it; they are checked at the end instead.
  db.pragma('foreign_keys = off');
  try {
    db.transaction(() => {
      for (const step of pending) runStep(db, step, context.startedAt);
      if ((db.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new Error('rows refer to others that are missing');
      }
      db.pragma(`user_version = ${last.number}`);
    }).immediate();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      'migration',
      `The database ${context.file} could not be brought up to date (${reason}). It was left as it was.`,
      { cause: error },
    );
  } finally {
    db.pragma('foreign_keys = on');
  }
  return true;
}

function runStep(db: Database, step: Migration, startedAt: number): void {
  try {
    db.exec(step.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`step ${step.number} ${step.name}: ${reason}`, { cause: error });
  }
  db.prepare('insert into migrations (number, name, applied_at) values (?, ?, ?)').run(
    step.number,
    step.name,
    startedAt,
  );
}

/** Writes `<file>.before-<step>.bak`. SQLite copies, because a plain copy would miss what is in the log. */
function copyDatabase(db: Database, file: string, step: number): void {
  const copy = `${file}.before-${step}.bak`;
  const unfinished = `${copy}.tmp`;
  rmSync(unfinished, { force: true });
  createPrivateFile(unfinished);
  db.prepare('vacuum into ?').run(unfinished);
  renameSync(unfinished, copy);
  removeOldCopies(file);
}

function removeOldCopies(file: string): void {
  const folder = dirname(file);
  const prefix = `${basename(file)}.before-`;
  readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.bak'))
    .map((name) => ({ name, step: Number(name.slice(prefix.length, -'.bak'.length)) }))
    .filter(({ step }) => Number.isInteger(step))
    .sort((a, b) => b.step - a.step)
    .slice(KEPT_COPIES)
    .forEach(({ name }) => rmSync(join(folder, name)));
}
