import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
  for (const name of ['A', 'B', 'C']) {
    await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, name });
  }
});

afterEach(async () => {
  await admin.close();
});

async function channels(): Promise<ChannelView[]> {
  return (await asAdmin('GET', '/admin/channels')).json.data;
}

const names = async () => (await channels()).map(({ name }) => name);

describe('PUT /admin/channels/order', () => {
  it('moves channels within and across priorities at once', async () => {
    const body = { ids: [3, 1, 2], priorities: { 3: 50 } };
    expect((await asAdmin('PUT', '/admin/channels/order', body)).status).toBe(200);
    expect((await channels()).map(({ name, priority }) => [name, priority])).toEqual([
      ['C', 50],
      ['A', 10],
      ['B', 10],
    ]);
  });

  it('changes nothing when one of the priorities is for nobody', async () => {
    const body = { ids: [3, 2, 1], priorities: { 9: 50 } };
    expect((await asAdmin('PUT', '/admin/channels/order', body)).status).toBe(404);
    expect(await names()).toEqual(['A', 'B', 'C']);
  });
});

describe('POST /admin/channels/bulk', () => {
  it.each([
    ['disable', { isEnabled: false }],
    [{ priority: 7 }, { priority: 7 }],
  ])('does %j to all that are named', async (action, expected) => {
    await asAdmin('POST', '/admin/channels/bulk', { ids: [1, 3], action });
    expect(await channels()).toMatchObject([expected, { priority: 10, isEnabled: true }, expected]);
  });

  it.each(['disable', 'delete'])('does %s to all or to none', async (action) => {
    const answer = await asAdmin('POST', '/admin/channels/bulk', { ids: [1, 99], action });
    expect(answer.status).toBe(404);
    expect(await channels()).toMatchObject([{ name: 'A', isEnabled: true }, {}, {}]);
  });
});

describe('a deleted channel', () => {
  async function remove(...ids: number[]): Promise<{ undoToken: string; undoUntil: number }> {
    const answer = await asAdmin('POST', '/admin/channels/bulk', { ids, action: 'delete' });
    return answer.json.data;
  }

  const undo = (token: string) => asAdmin('POST', '/admin/channels/undo', { token });

  it('comes back whole: ids, keys, place, rules and prices', async () => {
    const rule = {
      name: 'r',
      channelId: 2,
      match: { statuses: [500] },
      action: { next: 'failOver', blame: 'nobody' },
    };
    expect((await asAdmin('POST', '/admin/rules', rule)).status).toBe(201);
    const before = await channels();
    const secrets = admin.books.channels.all().map(({ keys }) => keys);
    const rules = admin.books.rules.all();
    const { undoToken } = await remove(1, 2);
    expect(await names()).toEqual(['C']);
    expect(await admin.store.rules.list()).toEqual([]);

    expect((await undo(undoToken)).status).toBe(200);
    expect(await channels()).toEqual(before);
    expect(admin.books.channels.all().map(({ keys }) => keys)).toEqual(secrets);
    expect(admin.books.rules.all()).toEqual(rules);
  });

  it('shows no key in any answer', async () => {
    const answer = await asAdmin('DELETE', '/admin/channels/1');
    expect(answer.text).not.toContain('sk-');
    expect(answer.json.data).toEqual({
      undoToken: expect.any(String) as string,
      undoUntil: admin.clock.now + 120_000,
    });
  });

  it('comes back once', async () => {
    const { undoToken } = await remove(1);
    expect((await undo(undoToken)).status).toBe(200);
    expect((await undo(undoToken)).status).toBe(410);
  });

  it('is gone after two minutes', async () => {
    const { undoToken } = await remove(1);
    admin.clock.now += 120_001;
    expect((await undo(undoToken)).status).toBe(410);
    expect(await names()).toEqual(['B', 'C']);
  });

  it('stays away while another has its name, and can come back later', async () => {
    const { undoToken } = await remove(1);
    const other = (await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, name: 'a' })).json.data;
    expect((await undo(undoToken)).json).toMatchObject({ error: { code: 'channel.name-taken' } });
    await asAdmin('DELETE', `/admin/channels/${String((other as ChannelView).id)}`);
    expect((await undo(undoToken)).status).toBe(200);
  });
});

describe('a deleted token', () => {
  it('comes back and works again', async () => {
    const created = (await asAdmin('POST', '/admin/tokens', { name: 'mine' })).json.data as {
      id: number;
      token: string;
    };
    const before = admin.books.tokens.all();
    const gone = await asAdmin('DELETE', `/admin/tokens/${String(created.id)}`);
    expect(admin.deps.isOwnToken(created.token)).toBe(false);
    const { undoToken: token } = gone.json.data as { undoToken: string };
    expect((await asAdmin('POST', '/admin/tokens/undo', { token })).status).toBe(200);
    expect(admin.books.tokens.all()).toEqual(before);
    expect(admin.deps.isOwnToken(created.token)).toBe(true);
  });
});
