import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '../../main/store/connection.ts';
import { MIGRATIONS } from '../../main/store/migrations/index.ts';

let empty: Buffer | null = null;

/**
 * Puts a database with all migrations and no rows there: a store opens it as it would open a new file, without
 * running them again for every test.
 */
export function placeMigratedDatabase(file: string): void {
  empty ??= migrated();
  writeFileSync(file, empty, { mode: 0o600 });
}

function migrated(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'ccload-migrated-'));
  const file = join(folder, 'ccload.db');
  Connection.open({
    role: 'writer',
    file,
    journalMode: 'WAL',
    migrations: MIGRATIONS,
    startedAt: Date.now(),
  }).close();
  const contents = readFileSync(file);
  rmSync(folder, { recursive: true });
  return contents;
}
