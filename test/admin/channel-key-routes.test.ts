import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelKeyView, ChannelView } from '../../main/contracts/channel.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let channel: ChannelView;
let path: string;

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
  channel = (await asAdmin('POST', '/admin/channels', A_CHANNEL)).json.data;
  path = `/admin/channels/${channel.id.toString()}/keys`;
});

afterEach(async () => {
  await admin.close();
});

function secrets(): readonly (string | null)[] {
  return admin.books.channels.find(channel.id)?.keys.map((key) => key.secret) ?? [];
}

const FIRST = 'sk-ant-first-0123456789';

describe('the keys of a channel', () => {
  it('are listed masked', async () => {
    const answer = await asAdmin('GET', path);
    expect(answer.json.data).toEqual([
      { id: channel.keys[0]?.id, mask: 'sk-a…6789', note: '', isEnabled: true, isLocked: false },
    ]);
    expect(answer.text).not.toContain(FIRST);
  });

  it('are added one by one or as a list', async () => {
    const one = await asAdmin('POST', path, { secret: 'sk-second,with-comma', note: 'spare' });
    expect(one.status).toBe(201);
    expect(one.json.data).toMatchObject([{}, { note: 'spare', isEnabled: true }]);
    const list = await asAdmin('POST', path, {
      api_key: 'sk-third-key,sk-fourth-key',
      isEnabled: false,
    });
    expect(list.json.data).toMatchObject([{}, {}, { isEnabled: false }, { isEnabled: false }]);
    expect(secrets()).toEqual([FIRST, 'sk-second,with-comma', 'sk-third-key', 'sk-fourth-key']);
  });

  it.each([
    [{ secret: FIRST }, { secret: 'is a key of this channel already' }],
    [{ api_key: `sk-new-one,${FIRST}` }, { api_key: 'is a key of this channel already' }],
    [{ api_key: 'sk-new-one,sk-new-one' }, { api_key: 'key 2 is there twice' }],
    [{}, { api_key: 'must not be empty' }],
    [{ secret: 'a', api_key: 'b' }, { api_key: 'give either secret or api_key' }],
    [{ secret: 'a b' }, { secret: 'must be the key itself: visible ASCII without spaces' }],
  ])('are not added by %j', async (body, fields) => {
    const answer = await asAdmin('POST', path, body);
    expect([answer.status, answer.json.error.fields]).toEqual([400, fields]);
    expect(secrets()).toEqual([FIRST]);
  });

  it('can be switched off, noted and replaced, and keep their ids', async () => {
    const [key] = channel.keys;
    const id = key?.id.toString() ?? '';
    const off = await asAdmin('PATCH', `${path}/${id}`, { isEnabled: false, note: 'expired' });
    expect(off.json.data).toMatchObject([{ id: key?.id, isEnabled: false, note: 'expired' }]);
    expect(secrets()).toEqual([FIRST]);
    const renewed = await asAdmin('PATCH', `${path}/${id}`, { secret: 'sk-ant-renewed-key-0' });
    expect(renewed.json.data).toMatchObject([{ id: key?.id, isEnabled: false, note: 'expired' }]);
    expect(secrets()).toEqual(['sk-ant-renewed-key-0']);
  });

  it('can all be deleted; the channel stays and can be switched', async () => {
    const id = channel.keys[0]?.id.toString() ?? '';
    const answer = await asAdmin('DELETE', `${path}/${id}`);
    expect([answer.status, answer.json.data]).toEqual([200, []]);
    const channelPath = `/admin/channels/${channel.id.toString()}`;
    expect((await asAdmin('PATCH', channelPath, { enabled: false })).status).toBe(200);
  });

  it('are found by id alone, never by place', async () => {
    for (const [method, body] of [
      ['PATCH', { note: 'x' }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await asAdmin(method, `${path}/4711`, body);
      expect([answer.status, answer.json.error.code]).toEqual([404, 'channel.key-not-found']);
    }
    expect(secrets()).toEqual([FIRST]);
  });

  it('cannot be one of our own tokens', async () => {
    const created = await asAdmin('POST', '/admin/tokens', { name: 'laptop' });
    const { token } = created.json.data as { token: string };
    const [key] = (await asAdmin('GET', path)).json.data as ChannelKeyView[];
    for (const [method, at] of [
      ['POST', path],
      ['PATCH', `${path}/${key?.id.toString() ?? ''}`],
    ] as const) {
      const answer = await asAdmin(method, at, { secret: token });
      expect(answer.json.error.fields['secret']).toContain('client token of this program');
      expect(answer.text).not.toContain(token);
    }
  });
});
