import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportChange } from '../../main/store/store.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const NOTHING: ImportChange = {
  insert: [],
  replace: [],
  removeChannels: [],
  settings: {},
  insertTokens: [],
  removeTokens: [],
};

let temp: TempStore;
beforeEach(async () => {
  temp = await openTempStore();
});
afterEach(() => temp.close());

describe('changes that are made together', () => {
  it('are all there, or none of them', async () => {
    const { imports, channels, settings } = temp.store;
    const first = await imports.apply({
      ...NOTHING,
      insert: [aChannelDraft({ name: 'A' }), aChannelDraft({ name: 'B' })],
      settings: { balancing: 'random' },
    });
    expect(first.channels).toHaveLength(2);
    expect((await settings.readAll()).get('balancing')).toBe('random');

    const failing = imports.apply({
      ...NOTHING,
      removeChannels: first.channels,
      insert: [aChannelDraft({ name: 'C' }), aChannelDraft({ name: 'c' })],
      settings: { balancing: undefined },
    });
    await expect(failing).rejects.toMatchObject({ code: 'channel.name-taken' });
    expect((await channels.list()).map(({ name }) => name)).toEqual(['A', 'B']);
    expect((await settings.readAll()).get('balancing')).toBe('random');
  });
});

describe('the database of another program', () => {
  it('is read out of memory, also when it was written with a log beside it', async () => {
    const file = path.join(await tempFolder(), 'other.db');
    const db = new Database(file);
    db.pragma('journal_mode = wal');
    db.exec(`
      create table channels (id integer primary key, name text, url text);
      create table logs (id integer primary key);
      create view api_keys as select 1;
      insert into channels (name, url) values ('One', 'https://a.example');
    `);
    db.pragma('wal_checkpoint(truncate)');
    const bytes = fs.readFileSync(file);
    db.close();
    expect(await temp.store.imports.readDatabase(bytes)).toEqual({
      channels: [{ id: 1, name: 'One', url: 'https://a.example' }],
    });
  });

  it('is refused when it is damaged', async () => {
    const bytes = Buffer.alloc(8192, 7);
    bytes.write('SQLite format 3\0', 'latin1');
    await expect(temp.store.imports.readDatabase(bytes)).rejects.toMatchObject({
      name: 'StoreError',
    });
  });
});
