import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import { openStore, type KeyStore, type Store, type StoreOptions } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

const KEY = 'sk-plain-0123456789-abcdef';
const LOCAL = 'ccl-local-9876543210-fedcba';

async function open(folder: string, overrides: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore(storeOptions(folder, overrides));
  onTestFinished(() => store.close());
  return store;
}

/** A database with one channel key and the local token. */
async function fill(folder: string, overrides: Partial<StoreOptions> = {}): Promise<void> {
  const store = await openStore(storeOptions(folder, overrides));
  await store.channels.insert(
    aChannelDraft({ keys: [{ secret: KEY, note: '', isEnabled: true }] }),
  );
  await store.tokens.insert({
    draft: { ...UNLIMITED_TOKEN, name: 'local' },
    hash: 'h',
    mask: 'ccl-…dcba',
    isLocal: true,
    secret: LOCAL,
  });
  await store.close();
}

async function secretsOf(store: Store): Promise<(string | null)[]> {
  const [channel] = await store.channels.list();
  return [channel?.keys[0]?.secret ?? null, await store.tokens.readLocalSecret()];
}

function wrapsOf(folder: string): unknown[] {
  const db = new Database(join(folder, 'ccload.db'), { readonly: true });
  const kinds = db.prepare('select kind from vault order by kind').pluck().all();
  db.close();
  return kinds;
}

describe('stored secrets', () => {
  it('stand in no file of the data folder, neither while it is open nor afterwards', async () => {
    const folder = await tempFolder();
    const store = await open(folder);
    await store.channels.insert(
      aChannelDraft({ keys: [{ secret: KEY, note: 'findme', isEnabled: true }] }),
    );
    const search = async (text: string): Promise<string[]> => {
      const found: string[] = [];
      for (const name of await readdir(folder)) {
        if ((await readFile(join(folder, name))).includes(text)) found.push(name);
      }
      return found;
    };
    // The note shows that the search sees what is there.
    expect(await search('findme')).toEqual(['ccload.db-wal']);
    expect(await search(KEY)).toEqual([]);
    await store.close();
    expect(await search('findme')).toEqual(['ccload.db']);
    expect(await search(KEY)).toEqual([]);
  });

  it('are sealed differently each time', async () => {
    const folder = await tempFolder();
    const store = await openStore(storeOptions(folder));
    for (const name of ['A', 'B']) {
      await store.channels.insert(
        aChannelDraft({ name, keys: [{ secret: KEY, note: '', isEnabled: true }] }),
      );
    }
    await store.close();
    const db = new Database(join(folder, 'ccload.db'), { readonly: true });
    const sealed = db.prepare('select distinct hex(secret) from channel_keys').all();
    db.close();
    expect(sealed).toHaveLength(2);
  });

  it('do not open as a secret of another kind', async () => {
    const folder = await tempFolder();
    await fill(folder);
    const db = new Database(join(folder, 'ccload.db'));
    db.exec('update tokens set secret = (select secret from channel_keys)');
    db.close();
    expect(await secretsOf(await open(folder))).toEqual([KEY, null]);
  });

  it('do not open when a byte was changed', async () => {
    const folder = await tempFolder();
    await fill(folder);
    const db = new Database(join(folder, 'ccload.db'));
    const sealed = db.prepare('select secret from channel_keys').pluck().get() as Buffer;
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    db.prepare('update channel_keys set secret = ?').run(sealed);
    db.close();
    const store = await open(folder);
    expect(await secretsOf(store)).toEqual([null, LOCAL]);
    expect(store.vault.isLocked).toBe(false);
  });
});

describe('with a key file', () => {
  it('opens again with the same file', async () => {
    const folder = await tempFolder();
    await fill(folder);
    const store = await open(folder);
    expect(store.vault).toMatchObject({ isLocked: false, lockedReason: '' });
    expect(await secretsOf(store)).toEqual([KEY, LOCAL]);
  });

  it('uses one that is there already', async () => {
    const folder = await tempFolder();
    const hex = '0123456789abcdef'.repeat(4);
    await writeFile(join(folder, 'ccload.key'), `${hex}\n`);
    await fill(folder);
    expect(await readFile(join(folder, 'ccload.key'), 'utf8')).toBe(`${hex}\n`);
    expect(await secretsOf(await open(folder))).toEqual([KEY, LOCAL]);
  });

  it('takes an empty one, left by a start that was cut short, for a missing one', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ccload.key'), '');
    await fill(folder);
    expect(await secretsOf(await open(folder))).toEqual([KEY, LOCAL]);
  });

  it('leaves another file of that name alone and says so', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'ccload.key'), 'my shopping list');
    await expect(openStore(storeOptions(folder))).rejects.toMatchObject({ code: 'unreadable' });
    expect(await readFile(join(folder, 'ccload.key'), 'utf8')).toBe('my shopping list');
  });

  it.each([
    ['is gone', null],
    ['is another one', `${'ab'.repeat(32)}\n`],
    ['holds no key', 'no key'],
  ])('is locked when it %s, and creates none', async (_, contents) => {
    const folder = await tempFolder();
    const path = join(folder, 'ccload.key');
    await fill(folder);
    await rm(path);
    if (contents !== null) await writeFile(path, contents);

    const store = await open(folder);
    expect(store.vault.isLocked).toBe(true);
    expect(store.vault.lockedReason).toContain(path);
    expect(await secretsOf(store)).toEqual([null, null]);
    const found = await readFile(path, 'utf8').catch(() => null);
    expect(found).toBe(contents);
  });
});

describe('with CCLOAD_SECRET', () => {
  it('needs no key file and creates none', async () => {
    const folder = await tempFolder();
    await fill(folder, { secret: 'correct horse' });
    expect(await readdir(folder)).not.toContain('ccload.key');
    expect(await secretsOf(await open(folder, { secret: 'correct horse' }))).toEqual([KEY, LOCAL]);
  });

  it.each([['battery staple'], [null], ['']])('is locked with %j instead', async (secret) => {
    const folder = await tempFolder();
    await fill(folder, { secret: 'correct horse' });
    const store = await open(folder, { secret });
    expect(store.vault.isLocked).toBe(true);
    expect(store.vault.lockedReason).toContain('CCLOAD_SECRET');
    expect(await secretsOf(store)).toEqual([null, null]);
    expect(await readdir(folder)).not.toContain('ccload.key');
  });

  it('becomes a further way into a database that a key file opens', async () => {
    const folder = await tempFolder();
    await fill(folder);
    await openStore(storeOptions(folder, { secret: 'added' })).then((store) => store.close());
    expect(wrapsOf(folder)).toEqual(['file', 'secret']);
    await rm(join(folder, 'ccload.key'));
    expect(await secretsOf(await open(folder, { secret: 'added' }))).toEqual([KEY, LOCAL]);
  });

  it('can be changed while the key file opens it', async () => {
    const folder = await tempFolder();
    await fill(folder);
    for (const secret of ['first', 'second']) {
      await openStore(storeOptions(folder, { secret })).then((store) => store.close());
    }
    await rm(join(folder, 'ccload.key'));
    expect(await secretsOf(await open(folder, { secret: 'second' }))).toEqual([KEY, LOCAL]);
  });
});

describe('while it is locked', () => {
  it('refuses new secrets, changes everything else, and loses nothing', async () => {
    const folder = await tempFolder();
    await fill(folder, { secret: 'correct horse' });
    const locked = await openStore(storeOptions(folder));
    const [channel] = await locked.channels.list();
    if (channel === undefined) throw new Error('The channel is missing.');
    const kept = channel.keys.map(({ id, note, isEnabled }) => ({ id, note, isEnabled }));

    const renamed = await locked.channels.replace(
      channel.id,
      aChannelDraft({ name: 'Renamed', keys: kept }),
    );
    expect(renamed).toMatchObject({ name: 'Renamed', keys: channel.keys });
    await expect(locked.channels.insert(aChannelDraft())).rejects.toMatchObject({
      code: 'vault.locked',
    });
    await expect(
      locked.tokens.replaceLocal({ hash: 'n', mask: 'n', secret: 'new' }),
    ).rejects.toMatchObject({ code: 'vault.locked' });
    expect(await locked.channels.list()).toHaveLength(1);
    await locked.close();

    const opened = await open(folder, { secret: 'correct horse' });
    expect(await secretsOf(opened)).toEqual([KEY, LOCAL]);
  });

  it('makes no new data key over secrets whose wraps were lost', async () => {
    const folder = await tempFolder();
    await fill(folder);
    const db = new Database(join(folder, 'ccload.db'));
    db.exec('delete from vault');
    db.close();
    const store = await openStore(storeOptions(folder));
    expect(store.vault.isLocked).toBe(true);
    await store.close();
    expect(wrapsOf(folder)).toEqual([]);
  });
});

describe('with a key store of the system', () => {
  /** One that keeps what it sealed under a key of its own. */
  function keyStore(own = 0x5a, isStale = false): KeyStore & { seals: number } {
    const flip = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ own);
    return {
      seals: 0,
      async seal(bytes) {
        this.seals += 1;
        return Uint8Array.from([own, ...flip(bytes)]);
      },
      open: async (sealed) =>
        sealed[0] === own ? { bytes: flip(sealed.subarray(1)), isStale } : null,
    };
  }

  it('lays no key beside a new database', async () => {
    const folder = await tempFolder();
    await fill(folder, { keyStore: keyStore() });
    expect(wrapsOf(folder)).toEqual(['key-store']);
    expect(await readdir(folder)).not.toContain('ccload.key');
    expect(await secretsOf(await open(folder, { keyStore: keyStore() }))).toEqual([KEY, LOCAL]);
  });

  it('leaves the keys locked where only it opens them, and says what to do', async () => {
    const folder = await tempFolder();
    await fill(folder, { keyStore: keyStore() });
    const store = await open(folder);
    expect(store.vault.isLocked).toBe(true);
    expect(store.vault.lockedReason).toContain('start the desktop app once with CCLOAD_SECRET');
    expect(await secretsOf(store)).toEqual([null, null]);
    expect(await readdir(folder)).not.toContain('ccload.key');
  });

  it('opens everywhere after one start with CCLOAD_SECRET', async () => {
    const folder = await tempFolder();
    await fill(folder, { keyStore: keyStore() });
    await (await openStore(storeOptions(folder, { keyStore: keyStore(), secret: 's3' }))).close();
    expect(await secretsOf(await open(folder, { secret: 's3' }))).toEqual([KEY, LOCAL]);
  });

  it('takes over a folder of headless, which still opens it', async () => {
    const folder = await tempFolder();
    await fill(folder);
    await (await openStore(storeOptions(folder, { keyStore: keyStore() }))).close();
    expect(wrapsOf(folder)).toEqual(['file', 'key-store']);
    expect(await secretsOf(await open(folder))).toEqual([KEY, LOCAL]);
  });

  it('makes no new key over what another one sealed', async () => {
    const folder = await tempFolder();
    await fill(folder, { keyStore: keyStore(1) });
    const other = keyStore(2);
    expect((await open(folder, { keyStore: other })).vault.isLocked).toBe(true);
    expect(other.seals).toBe(0);
  });

  it('seals anew what it calls stale', async () => {
    const folder = await tempFolder();
    await fill(folder, { keyStore: keyStore() });
    const rotated = keyStore(0x5a, true);
    await (await openStore(storeOptions(folder, { keyStore: rotated }))).close();
    expect(rotated.seals).toBe(1);
  });
});
