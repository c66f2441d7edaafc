import { renameSync, rmSync } from 'node:fs';
import { createPrivateFile } from './private-file.ts';
import { DATA_KEY_BYTES, openBackup, sealBackup } from './backup-file.ts';
import { refuseForeignFile } from './database-file.ts';
import {
  readStagedNote,
  removeStaged,
  stagedFile,
  unfinishedFile,
  writeStagedNote,
} from './staged-restore.ts';
import { SqliteThread } from './sqlite-thread.ts';
import type { RestoreSummary } from '../contracts/backup.ts';
import type { BackupRepository } from './moving-port.ts';
import { StoreError } from './store-error.ts';
import type { SqlValue } from './worker-messages.ts';
import { fileWrapper, secretWrapper } from './vault-wraps.ts';
import type { Vault } from './vault.ts';

type Options = {
  readonly file: string;
  readonly secret: string | null;
  readonly keyFile: string;
  readonly now: () => number;
  readonly workerUrl: URL;
  /** The last step of the migrations that are known. */
  readonly latest: number;
};

/** Backups of the whole database with what opens its secrets, and the way back. */
export class SqlBackups implements BackupRepository {
  readonly #vault: Vault;
  readonly #options: Options;
  #copies = 0;
  #isStaging = false;

  constructor(vault: Vault, options: Options) {
    this.#vault = vault;
    this.#options = options;
  }

  async *create(passphrase: string): AsyncGenerator<Uint8Array> {
    const { file, workerUrl } = this.#options;
    const dataKey = this.#vault.dataKey();
    const copy = `${file}.backup-${String(++this.#copies)}.tmp`;
    rmSync(copy, { force: true });
    try {
      // In a thread of its own, so that neither requests nor the window wait for it.
      const thread = await SqliteThread.start(workerUrl, { role: 'reader', file }, () => undefined);
      try {
        createPrivateFile(copy);
        // SQLite copies as of one moment, whatever is written meanwhile.
        await thread.execute('vacuum into ?', [copy]);
      } finally {
        await thread.close();
      }
      yield* sealBackup(copy, dataKey, passphrase);
    } finally {
      rmSync(copy, { force: true });
    }
  }

  async stage(source: AsyncIterable<Uint8Array>, passphrase: string): Promise<RestoreSummary> {
    if (this.#isStaging) throw new StoreError('locked', 'Another backup is being read already.');
    this.#isStaging = true;
    const { file } = this.#options;
    const unfinished = unfinishedFile(file);
    try {
      rmSync(unfinished, { force: true });
      const dataKey = await openBackup(source, passphrase, unfinished);
      if (dataKey.length !== DATA_KEY_BYTES) throw damaged();
      refuseForeignFile(unfinished, this.#options.latest);
      const summary = await this.#prepare(unfinished, dataKey);
      writeStagedNote(file, summary);
      renameSync(unfinished, stagedFile(file));
      return summary;
    } catch (error) {
      for (const end of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + end, { force: true });
      throw error;
    } finally {
      this.#isStaging = false;
    }
  }

  staged(): RestoreSummary | null {
    return readStagedNote(this.#options.file) as RestoreSummary | null;
  }

  discard(): void {
    removeStaged(this.#options.file);
  }

  /** Checks it, lets this installation open its secrets, and ends the logins of another time. */
  async #prepare(database: string, dataKey: Uint8Array): Promise<RestoreSummary> {
    const { secret, keyFile, now, workerUrl } = this.#options;
    const wrapper = secret === null || secret === '' ? fileWrapper(keyFile) : secretWrapper(secret);
    const wrap = await wrapper.seal(dataKey);
    const thread = await SqliteThread.start(
      workerUrl,
      { role: 'restored', file: database },
      () => undefined,
    );
    const run = async (sql: string, params: readonly SqlValue[] = []) =>
      (await thread.execute(sql, params)).rows as readonly Readonly<Record<string, unknown>>[];
    try {
      const [check] = await run('pragma integrity_check(1)');
      const broken = await run('pragma foreign_key_check');
      if (check?.['integrity_check'] !== 'ok' || broken.length > 0) throw damaged();
      await run('delete from vault');
      await run('insert into vault (kind, salt, sealed, created_at) values (?, ?, ?, ?)', [
        wrapper.kind,
        wrap.salt,
        wrap.sealed,
        now(),
      ]);
      await run('delete from sessions');
      const [counts] = await run(
        'select (select count(*) from channels) as channels, (select count(*) from tokens) as tokens, (select count(*) from requests) as requests',
      );
      return {
        channels: Number(counts?.['channels']),
        tokens: Number(counts?.['tokens']),
        requests: Number(counts?.['requests']),
        stagedAt: now(),
      };
    } finally {
      await thread.close();
    }
  }
}

function damaged(): StoreError {
  return new StoreError('damaged', 'The database in this backup is damaged. Nothing was changed.');
}
