import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { NO_CHANNEL_LIMITS, NO_CHECKS, UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import type { SqlValue } from '../../main/store/worker-messages.ts';
import { channelColumns } from '../../main/store/channel-rows.ts';
import { MIGRATIONS } from '../../main/store/migrations/index.ts';
import type { Migration } from '../../main/store/migrations/migration.ts';
import { openStore } from '../../main/store/open.ts';
import {
  ATTEMPT_COLUMNS,
  pushAttempt,
  pushRequest,
  REQUEST_COLUMNS,
} from '../../main/store/request-values.ts';
import type { Vault } from '../../main/store/vault.ts';
import { workerUrl } from '../../main/store/worker-url.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { aRequest, anAttempt } from '../support/record-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

const NOW = 1_750_000_000_000;

/** A later step, as the next versions of the program will bring them. */
function step(number: number, sql: string): Migration {
  return { number, name: `step ${number}`, sql };
}

async function openWith(folder: string, migrations: readonly Migration[]) {
  return openStore(storeOptions(folder, { now: () => NOW }), {
    migrations,
    workerUrl: workerUrl(),
  });
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Looks into a closed database with nothing of ours in between. */
function inspect<T>(file: string, look: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** Works on a closed database by hand: today's repositories write columns that an old one does not have yet. */
function edit(file: string, work: (db: Database.Database) => void): void {
  const db = new Database(file);
  try {
    work(db);
  } finally {
    db.close();
  }
}

function upTo(number: number): readonly Migration[] {
  return MIGRATIONS.filter((one) => one.number <= number);
}

/** Inserts a row with those of its columns that the table has. */
function insertAsFarAsKnown(file: string, table: string, row: object): void {
  edit(file, (db) => {
    const known = db.prepare(`select name from pragma_table_info('${table}')`).pluck().all();
    const columns = Object.keys(row).filter((name) => known.includes(name));
    const values = columns.map((name) => `@${name}`).join(', ');
    db.prepare(`insert into ${table} (${columns.join(', ')}) values (${values})`).run(row);
  });
}

function rowOf(columns: readonly string[], values: readonly SqlValue[]): object {
  return Object.fromEntries(columns.map((column, at) => [column, values[at]]));
}

describe('the list of migrations', () => {
  it('is numbered upwards in tens, from the first', () => {
    const numbers = MIGRATIONS.map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, at) => (at + 1) * 10));
  });

  it('uses only columns that every kind of database has', async () => {
    const folder = await tempFolder();
    await openWith(folder, MIGRATIONS).then((store) => store.close());
    const types = inspect(join(folder, 'ccload.db'), (db) => {
      const sql =
        'select distinct lower(c.type) as type from sqlite_schema t, pragma_table_info(t.name) c ' +
        "where t.type = 'table' and t.name not like 'sqlite_%' order by 1";
      return db.prepare(sql).pluck().all();
    });
    expect(types).toEqual(['blob', 'integer', 'text']);
  });
});

describe('migrating', () => {
  it.each(MIGRATIONS.map((_, at) => at + 1))(
    'carries data that was stored with the first %i steps to the last step',
    async (count) => {
      const folder = await tempFolder();
      const old = await openWith(folder, MIGRATIONS.slice(0, count));
      await old.settings.writeMany({ port: 8081 });
      const secret = (old.vault as Vault).seal('channel-key', 'sk-first-0123456789');
      await old.close();
      const file = join(folder, 'ccload.db');
      const draft = aChannelDraft({ models: [] });
      const times = { created_at: 5, updated_at: 6 };
      const channel = { id: 7, ...channelColumns(draft), position: 1, ...times };
      const key = {
        id: 9,
        channel_id: 7,
        position: 0,
        secret,
        mask: '…',
        note: 'n',
        is_enabled: 1,
      };
      insertAsFarAsKnown(file, 'channels', channel);
      insertAsFarAsKnown(file, 'channel_keys', key);
      // Ids were texts once.
      const isCompact = upTo(50).length <= count;
      const id = isCompact ? {} : { id: aRequest().id };
      const requestId = isCompact ? {} : { request_id: aRequest().id };
      const request: SqlValue[] = [];
      pushRequest(request, aRequest(), null, { isPricePending: false, skipped: [] });
      const attempt: SqlValue[] = [];
      pushAttempt(attempt, anAttempt());
      insertAsFarAsKnown(file, 'requests', { ...rowOf(REQUEST_COLUMNS, request), ...id });
      insertAsFarAsKnown(file, 'attempts', { ...rowOf(ATTEMPT_COLUMNS, attempt), ...requestId });

      const now = await openWith(folder, MIGRATIONS);
      expect(await now.channels.list()).toEqual([
        {
          ...draft,
          id: 7,
          urls: [],
          keys: [{ id: 9, secret: 'sk-first-0123456789', mask: '…', note: 'n', isEnabled: true }],
          position: 1,
          createdAt: 5,
          updatedAt: 6,
        },
      ]);
      expect(await now.settings.readAll()).toEqual(new Map([['port', 8081]]));
      expect(await now.records.detail(aRequest().id)).toEqual({
        record: aRequest(),
        attempts: [anAttempt()],
        skipped: [],
      });
      await now.close();
    },
  );

  it('keeps what an upstream calls a model, and limits nothing that was not limited', async () => {
    const folder = await tempFolder();
    await openWith(folder, upTo(30)).then((store) => store.close());
    edit(join(folder, 'ccload.db'), (db) => {
      db.exec(`
        insert into channels values
          (7, 'First', 'first', 1, '["anthropic"]', 3, null, 'sequential', null, 1, 5, 6);
        insert into channel_models values
          (7, 0, 'claude-x', 'glm-5 "plus"', 1), (7, 1, '*', null, 0);
        insert into tokens values (2, 'desk', 'hash', 'mask', null, 1, 0, null, 8, null);
      `);
    });
    const store = await openWith(folder, MIGRATIONS);
    expect(await store.channels.list()).toMatchObject([
      {
        name: 'First',
        models: [
          { name: 'claude-x', upstreamNames: ['glm-5 "plus"'], isEnabled: true },
          { name: '*', upstreamNames: [], isEnabled: false },
        ],
        limits: NO_CHANNEL_LIMITS,
        overrides: {},
        checks: NO_CHECKS,
        urlOrder: 'in_order',
        isTlsInsecure: false,
        modelOverride: null,
        takeBack: 'when_idle',
        priceMultiplier: 1,
      },
    ]);
    expect(await store.tokens.list()).toMatchObject([{ ...UNLIMITED_TOKEN, name: 'desk' }]);
    await store.close();
  });

  it('runs what is pending, in order, and notes when', async () => {
    const folder = await tempFolder();
    await openWith(folder, MIGRATIONS).then((store) => store.close());
    const later = [
      step(9010, 'create table extra (a integer) strict'),
      step(
        9020,
        'alter table extra add column b text; insert into extra values (1, $$)'.replace(
          '$$',
          "'x'",
        ),
      ),
    ];
    await openWith(folder, [...MIGRATIONS, ...later]).then((store) => store.close());
    const found = inspect(join(folder, 'ccload.db'), (db) => ({
      version: db.pragma('user_version', { simple: true }),
      noted: db.prepare('select number, applied_at from migrations where number > 9000').all(),
      rows: db.prepare('select * from extra').all(),
    }));
    expect(found).toEqual({
      version: 9020,
      noted: [
        { number: 9010, applied_at: NOW },
        { number: 9020, applied_at: NOW },
      ],
      rows: [{ a: 1, b: 'x' }],
    });
  });

  it('may rebuild a table that others refer to without losing their rows', async () => {
    const folder = await tempFolder();
    const store = await openWith(folder, MIGRATIONS);
    const channel = await store.channels.insert(aChannelDraft());
    await store.close();
    const rebuild = step(
      9010,
      `create table channels_new as select * from channels;
       drop table channels;
       create table channels (
         id integer primary key autoincrement, name text not null, folded_name text not null unique,
         is_enabled integer not null, protocols text not null, priority integer not null,
         weight integer, key_strategy text not null, proxy_url text, position integer not null,
         created_at integer not null, updated_at integer not null, limits text not null,
         overrides text not null, checks text not null, url_order text not null,
         is_tls_insecure integer not null, model_override text, take_back text not null,
         price_multiplier integer not null, cheaper_models text not null, quirks text not null
       ) strict;
       insert into channels select * from channels_new;
       drop table channels_new;`,
    );
    const rebuilt = await openWith(folder, [...MIGRATIONS, rebuild]);
    expect(await rebuilt.channels.list()).toEqual([channel]);
    // The references hold again.
    await rebuilt.channels.removeMany([channel.id]);
    await rebuilt.close();
    const keys = inspect(join(folder, 'ccload.db'), (db) =>
      db.prepare('select count(*) from channel_keys').pluck().get(),
    );
    expect(keys).toBe(0);
  });

  it.each([
    ['a statement fails', 'create table extra (a integer); insert into nowhere values (1)'],
    ['rows lose what they refer to', 'delete from channels'],
  ])('leaves everything as it was when %s', async (_, sql) => {
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    const store = await openWith(folder, MIGRATIONS);
    const channel = await store.channels.insert(aChannelDraft());
    await store.close();
    const before = await hashOf(file);

    const failing = openWith(folder, [
      ...MIGRATIONS,
      step(9010, 'create table first (a integer)'),
      step(9020, sql),
    ]);
    await expect(failing).rejects.toMatchObject({ name: 'StoreError', code: 'migration' });
    expect(await hashOf(file)).toBe(before);

    const again = await openWith(folder, MIGRATIONS);
    expect(await again.channels.list()).toEqual([channel]);
    await again.close();
  });
});

describe('copies made before a migration', () => {
  it('are made of a database that has contents, not of a new one', async () => {
    const folder = await tempFolder();
    await openWith(folder, MIGRATIONS).then((store) => store.close());
    expect((await readdir(folder)).filter((name) => name.endsWith('.bak'))).toEqual([]);
  });

  it('open as the database was', async () => {
    const folder = await tempFolder();
    const store = await openWith(folder, MIGRATIONS);
    await store.settings.writeMany({ port: 1 });
    await store.close();
    const destructive = [...MIGRATIONS, step(9010, 'delete from settings')];
    await openWith(folder, destructive).then((opened) => opened.close());
    const found = inspect(join(folder, 'ccload.db.before-9010.bak'), (db) => ({
      version: db.pragma('user_version', { simple: true }),
      id: db.pragma('application_id', { simple: true }),
      settings: db.prepare('select * from settings').all(),
    }));
    expect(found).toEqual({
      version: MIGRATIONS.at(-1)?.number,
      id: 0x63634c64,
      settings: [{ name: 'port', value: '1' }],
    });
  });

  it('are kept of the last three', async () => {
    const folder = await tempFolder();
    const steps: Migration[] = [...MIGRATIONS];
    await openWith(folder, steps).then((store) => store.close());
    for (const number of [990, 9990, 10_000, 10_010]) {
      steps.push(step(number, 'delete from sessions'));
      await openWith(folder, steps).then((store) => store.close());
    }
    expect((await readdir(folder)).filter((name) => name.includes('.before-')).sort()).toEqual([
      'ccload.db.before-10000.bak',
      'ccload.db.before-10010.bak',
      'ccload.db.before-9990.bak',
    ]);
  });
});
