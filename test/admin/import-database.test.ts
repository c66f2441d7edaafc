import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../main/contracts/import.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let authorization: string;

beforeEach(async () => {
  admin = await openAdmin();
  authorization = `Bearer ${(await admin.logIn()).token}`;
});

afterEach(() => admin.close());

/** A database of ccLoad with channels 11, 12 and 13, of which the last logs in with an account, and these tokens. */
async function ccloadDatabase(
  tokens: readonly { readonly name: string; readonly ids: string; readonly mode?: string }[],
): Promise<Buffer> {
  const file = path.join(await tempFolder(), 'ccload.db');
  const db = new Database(file);
  db.exec(`
    create table channels (id integer primary key, name text, url text, models text, auth_type text);
    create table api_keys (channel_id integer, key_index integer, api_key text);
    create table auth_tokens (token text, description text, allowed_channel_ids text, channel_restriction_mode text);
    insert into channels values
      (11, 'One', 'https://a.example', '["m"]', 'api_key'),
      (12, 'Two', 'https://b.example', '["m"]', 'api_key'),
      (13, 'Login', 'https://c.example', '["m"]', 'oauth');
    insert into api_keys values (11, 0, 'k-1'), (12, 0, 'k-2');
  `);
  const insert = db.prepare('insert into auth_tokens values (?, ?, ?, ?)');
  tokens.forEach(({ name, ids, mode = 'allow' }, at) => {
    insert.run(String(at).repeat(64), name, ids, mode);
  });
  db.close();
  return fs.readFileSync(file);
}

async function send(bytes: Buffer, query = '') {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(bytes)]), 'ccload.db');
  const answer = await admin.app.fetch(
    new Request(`http://127.0.0.1/admin/channels/import${query}`, {
      method: 'POST',
      headers: { host: '127.0.0.1:8080', authorization },
      body: form,
    }),
    { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
  );
  const { data, error } = (await answer.json()) as {
    data: ImportResult;
    error?: { message: string };
  };
  return { status: answer.status, data, error };
}

const idOf = (name: string) => admin.books.channels.all().find((one) => one.name === name)?.id;
const tokens = () =>
  admin.books.tokens.all().map(({ name, channelRule, channelIds }) => ({
    name,
    channelRule,
    channels: channelIds.map((id) => admin.books.channels.find(id)?.name),
  }));

describe('the tokens of a database of ccLoad', () => {
  it('stay kept to their channels, which have other ids here', async () => {
    const bytes = await ccloadDatabase([
      { name: 'all', ids: '[]' },
      { name: 'allowed', ids: '[12,13]' },
      { name: 'denied', ids: '[11]', mode: 'deny' },
    ]);
    const { status, data } = await send(bytes);
    expect([status, data.created]).toEqual([200, 2]);
    expect(tokens()).toEqual([
      { name: 'all', channelRule: 'all', channels: [] },
      { name: 'allowed', channelRule: 'allow', channels: ['Two'] },
      { name: 'denied', channelRule: 'deny', channels: ['One'] },
    ]);
  });

  it('are kept to a channel of that name that was here before', async () => {
    const bytes = await ccloadDatabase([{ name: 'allowed', ids: '[11]' }]);
    await send(bytes, '?take=channel:0');
    const before = idOf('One');
    await send(bytes);
    expect(idOf('One')).toBe(before);
    expect(tokens()).toEqual([{ name: 'allowed', channelRule: 'allow', channels: ['One'] }]);
  });

  it('are left out where none of their channels can come along, and that is said', async () => {
    const { data } = await send(await ccloadDatabase([{ name: 'narrow', ids: '[13]' }]));
    expect(data.plan.problems).toMatchObject([
      { code: 'accountLogin' },
      { code: 'notSupported', path: 'auth_tokens.0.allowed_channel_ids', detail: 'narrow' },
    ]);
    expect(tokens()).toEqual([]);
  });

  it('never lose their limit because their channel was not taken', async () => {
    const bytes = await ccloadDatabase([{ name: 'allowed', ids: '[12]' }]);
    const { status, error } = await send(bytes, '?take=channel:0,token:0');
    expect([status, error?.message]).toEqual([400, expect.stringContaining('"allowed"')]);
    expect([tokens(), admin.books.channels.all()]).toEqual([[], []]);
  });
});
