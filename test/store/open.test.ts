import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../main/store/migrations/index.ts';
import { openStore, type Store, type StoreOptions } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { aRequest } from '../support/record-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

async function open(folder: string, overrides: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore(storeOptions(folder, overrides));
  onTestFinished(() => store.close());
  return store;
}

/** Opens what must be refused and shows what that left behind. */
async function refuse(folder: string): Promise<{ error: unknown; names: string[]; hash: string }> {
  const error: unknown = await openStore(storeOptions(folder)).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  const names = await readdir(folder);
  return { error, names, hash: await hashOf(join(folder, 'ccload.db')) };
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

describe('opening a new database', () => {
  it('creates it readable for its owner alone', async () => {
    const folder = await tempFolder();
    const store = await open(folder);
    await store.channels.insert(aChannelDraft());
    const modes = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const { mode } = await stat(join(folder, name));
        return [name, (mode & 0o777).toString(8)];
      }),
    );
    expect(Object.fromEntries(modes)).toEqual(
      process.platform === 'win32'
        ? expect.any(Object)
        : {
            'ccload.db': '600',
            'ccload.db-shm': '600',
            'ccload.db-wal': '600',
            'ccload.db.lock': '600',
            'ccload.key': '600',
          },
    );
  });

  it('takes an empty file for a new one', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ccload.db'), '');
    const store = await open(folder);
    expect(await store.channels.list()).toEqual([]);
  });

  it('writes into the header what the next start judges the file by', async () => {
    const folder = await tempFolder();
    await open(folder);
    const header = await readFile(join(folder, 'ccload.db'));
    expect({ version: header.readUInt32BE(60), id: header.toString('latin1', 68, 72) }).toEqual({
      version: MIGRATIONS.at(-1)?.number,
      id: 'ccLd',
    });
  });

  it.each(['wal', 'DELETE', 'truncate', 'PERSIST', 'memory'])(
    'writes and reads in journal mode %s',
    async (journalMode) => {
      const folder = await tempFolder();
      const store = await open(folder, { journalMode });
      await store.channels.insert(aChannelDraft());
      store.recordWriter.close(aRequest(), []);
      await store.recordWriter.flush();
      expect((await store.records.page({ before: null, limit: 5 })).records).toHaveLength(1);
    },
  );

  it('refuses a journal mode in which nothing can be rolled back', async () => {
    const folder = await tempFolder();
    await expect(openStore(storeOptions(folder, { journalMode: 'OFF' }))).rejects.toThrow(
      /journal mode "OFF"/,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('opening it again', () => {
  it('finds everything, in any journal mode', async () => {
    const folder = await tempFolder();
    const first = await openStore(storeOptions(folder));
    const channel = await first.channels.insert(aChannelDraft());
    first.recordWriter.close(aRequest(), []);
    await first.close();
    const second = await open(folder, { journalMode: 'DELETE' });
    expect(await second.channels.list()).toEqual([channel]);
    expect(await second.records.detail(aRequest().id)).not.toBeNull();
  });

  it('leaves one file when it was closed, beside lock and key', async () => {
    const folder = await tempFolder();
    const store = await openStore(storeOptions(folder));
    await store.records.page({ before: null, limit: 1 });
    await store.close();
    await store.close();
    expect((await readdir(folder)).sort()).toEqual(['ccload.db', 'ccload.db.lock', 'ccload.key']);
  });

  it('refuses every call after it was closed', async () => {
    const folder = await tempFolder();
    const store = await openStore(storeOptions(folder));
    await store.close();
    await expect(store.settings.readAll()).rejects.toThrow('The database is closed.');
  });
});

describe('a file that is not ours', () => {
  it('is refused untouched when it is no database', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    await writeFile(file, 'a text that is longer than any header of a database\n'.repeat(10));
    const before = await hashOf(file);
    const { error, names, hash } = await refuse(folder);
    expect(error).toMatchObject({ name: 'StoreError', code: 'foreign' });
    expect(String(error)).toContain(file);
    expect({ names, hash }).toEqual({ names: ['ccload.db'], hash: before });
  });

  it('is refused untouched when it is shorter than a header', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ccload.db'), 'SQLite format 3\0');
    expect(await refuse(folder)).toMatchObject({
      error: { code: 'foreign' },
      names: ['ccload.db'],
    });
  });

  it.each(['delete', 'wal'])(
    'is refused untouched when another program wrote it in journal mode %s',
    async (mode) => {
      const folder = await tempFolder();
      const file = join(folder, 'ccload.db');
      const other = new Database(file);
      other.pragma(`journal_mode = ${mode}`);
      other.exec('create table channels (id integer primary key, name text)');
      other.close();
      const before = await hashOf(file);
      const { error, names, hash } = await refuse(folder);
      expect(error).toMatchObject({ code: 'foreign' });
      expect({ names, hash }).toEqual({ names: ['ccload.db'], hash: before });
    },
  );

  it('is refused untouched when a newer version of this program wrote it', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    await openStore(storeOptions(folder)).then((store) => store.close());
    const newer = new Database(file);
    newer.pragma('user_version = 9990');
    newer.close();
    const before = { hash: await hashOf(file), names: await readdir(folder) };
    const { error, names, hash } = await refuse(folder);
    expect(error).toMatchObject({ code: 'newer' });
    expect(String(error)).toContain('step 9990');
    expect({ hash, names }).toEqual(before);
  });

  it('is seen for newer when that stands only in the log beside it', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    await openStore(storeOptions(folder)).then((store) => store.close());
    const newer = new Database(file);
    newer.pragma('journal_mode = wal');
    newer.pragma('user_version = 9990');
    const header = await readFile(file);
    expect(header.readUInt32BE(60)).toBe(MIGRATIONS.at(-1)?.number);
    const error: unknown = await openStore(storeOptions(folder)).catch((reason: unknown) => reason);
    newer.close();
    expect(error).toMatchObject({ code: 'newer' });
  });

  it('is refused when it is a folder', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'ccload.db'));
    await expect(openStore(storeOptions(folder))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('is refused when its folder is missing', async () => {
    const folder = join(await tempFolder(), 'missing');
    await expect(openStore(storeOptions(folder))).rejects.toMatchObject({ code: 'unreadable' });
  });

  // The superuser may write anywhere.
  it.skipIf(process.getuid === undefined || process.getuid() === 0)(
    'is refused when its folder cannot be written',
    async () => {
      const folder = await tempFolder();
      await chmod(folder, 0o500);
      await expect(openStore(storeOptions(folder))).rejects.toMatchObject({ code: 'unreadable' });
    },
  );
});

describe('a damaged file', () => {
  it('is named as such when it is used', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    const first = await openStore(storeOptions(folder));
    for (let number = 0; number < 200; number += 1) {
      await first.channels.insert(aChannelDraft({ name: `Channel ${number}` }));
    }
    await first.close();
    const bytes = await readFile(file);
    // Everything but the first page, so that it opens.
    bytes.fill(0xa5, 4096);
    await writeFile(file, bytes);
    const error: unknown = await open(folder)
      .then((store) => store.channels.list())
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StoreError', code: 'damaged' });
    expect(String(error)).toContain(file);
  });
});
