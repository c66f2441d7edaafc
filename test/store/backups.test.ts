import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { placeMigratedDatabase } from '../support/migrated-database.ts';
import { openTempStore, storeOptions } from '../support/temp-store.ts';

const PASSPHRASE = 'a long passphrase 密码';
const KEY = 'sk-the-secret-of-the-channel-0123456789';

async function open(folder: string, overrides: Partial<StoreOptions> = {}): Promise<Store> {
  const options = storeOptions(folder, overrides);
  if (!fs.existsSync(options.file)) placeMigratedDatabase(options.file);
  const store = await openStore(options);
  onTestFinished(() => store.close());
  return store;
}

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Uint8Array, size = 777): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

let backup: Buffer;

// Once for all: its key is costly to derive.
beforeAll(async () => {
  const temp = await openTempStore();
  const { store } = temp;
  await store.channels.insert(
    aChannelDraft({ name: 'Kept', keys: [{ secret: KEY, note: '', isEnabled: true }] }),
  );
  await store.sessions.insert({ hash: 'h', createdAt: 0, expiresAt: 9e15 });
  backup = await bytesOf(store.backups.create(PASSPHRASE));
  await temp.close();
});

describe('a backup', () => {
  it('brings everything back on another machine, at the next start, with the old state kept aside', async () => {
    expect(backup.includes(KEY)).toBe(false);
    expect(backup.includes('Kept')).toBe(false);

    const folder = await tempFolder();
    const other = await open(folder);
    await other.channels.insert(aChannelDraft({ name: 'Here before' }));
    const summary = await other.backups.stage(inPieces(backup), PASSPHRASE);
    expect(summary).toMatchObject({ channels: 1, tokens: 0, requests: 0 });
    expect(other.backups.staged()).toEqual(summary);
    // Until the next start nothing is changed.
    expect((await other.channels.list()).map(({ name }) => name)).toEqual(['Here before']);
    await other.close();

    const restored = await open(folder);
    expect(await restored.channels.list()).toMatchObject([
      { name: 'Kept', keys: [{ secret: KEY }] },
    ]);
    expect(restored.vault.isLocked).toBe(false);
    expect(await restored.sessions.list(0)).toEqual([]);
    expect(restored.backups.staged()).toBeNull();
    await restored.close();

    const aside = fs.readdirSync(folder).find((name) => /before-restore-\w+$/.test(name));
    fs.renameSync(path.join(folder, aside ?? ''), path.join(folder, 'ccload.db'));
    const back = await open(folder);
    expect((await back.channels.list()).map(({ name }) => name)).toEqual(['Here before']);
  });

  it('goes behind the secret of the environment where there is one', async () => {
    const folder = await tempFolder();
    const other = await open(folder, { secret: 'from the environment' });
    await other.backups.stage(inPieces(backup), PASSPHRASE);
    await other.close();
    const restored = await open(folder, { secret: 'from the environment' });
    expect(await restored.channels.list()).toMatchObject([{ keys: [{ secret: KEY }] }]);
  });

  it.each<[string, (whole: Buffer) => Buffer, string, RegExp]>([
    ['another passphrase', (whole) => whole, 'another', /passphrase is another one/],
    ['a changed byte', (whole) => flipped(whole, whole.length - 300), PASSPHRASE, /damaged/],
    ['a changed header', (whole) => flipped(whole, 20), PASSPHRASE, /damaged/],
    ['a missing end', (whole) => whole.subarray(0, -40), PASSPHRASE, /damaged/],
    ['another file', () => Buffer.alloc(5000, 'x'), PASSPHRASE, /no backup/],
    ['nothing', () => Buffer.alloc(0), PASSPHRASE, /no backup/],
    ['a later version', (whole) => flipped(whole, 14), PASSPHRASE, /newer version/],
  ])('is refused with %s, and nothing is changed', async (_, change, passphrase, message) => {
    const folder = await tempFolder();
    const other = await open(folder);
    const staging = other.backups.stage(inPieces(change(backup)), passphrase);
    await expect(staging).rejects.toThrow(message);
    expect(other.backups.staged()).toBeNull();
    expect(fs.readdirSync(folder).filter((name) => name.includes('restore'))).toEqual([]);
  });

  it('can be given up before it takes effect', async () => {
    const folder = await tempFolder();
    const other = await open(folder);
    await other.backups.stage(inPieces(backup), PASSPHRASE);
    other.backups.discard();
    await other.close();
    expect(await (await open(folder)).channels.list()).toEqual([]);
  });

  it('leaves no copy behind, also when nobody reads it to its end', async () => {
    const folder = await tempFolder();
    const store = await open(folder);
    const reading = store.backups.create(PASSPHRASE)[Symbol.asyncIterator]();
    expect((await reading.next()).done).toBe(false);
    await reading.return?.();
    expect(fs.readdirSync(folder).filter((name) => name.includes('backup'))).toEqual([]);
  });

  it('helps where the database cannot be read any more', async () => {
    const folder = await tempFolder();
    const other = await open(folder);
    await other.backups.stage(inPieces(backup), PASSPHRASE);
    await other.close();
    fs.writeFileSync(path.join(folder, 'ccload.db'), 'ruined');
    expect(await (await open(folder)).channels.list()).toMatchObject([{ name: 'Kept' }]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}
