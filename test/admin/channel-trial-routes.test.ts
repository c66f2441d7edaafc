import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let channel: ChannelView;
let path: string;

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
  channel = (await asAdmin('POST', '/admin/channels', A_CHANNEL)).json.data;
  path = `/admin/channels/${channel.id.toString()}`;
});

afterEach(async () => {
  await admin.close();
});

describe('a trial of a saved channel', () => {
  it('is sent with what was chosen, the rest left open', async () => {
    const keyId = channel.keys[0]?.id;
    const answer = await asAdmin('POST', `${path}/test`, { keyId, model: 'm', isStreaming: true });
    expect(answer.json.data).toMatchObject({ isOk: true, status: 200 });
    expect(admin.trials).toEqual([
      {
        channel: admin.books.channels.find(channel.id),
        keyId,
        urlId: null,
        model: 'm',
        prompt: null,
        isStreaming: true,
        protocol: null,
      },
    ]);
  });

  it('needs no body', async () => {
    expect((await asAdmin('POST', `${path}/test`)).status).toBe(200);
  });

  it('is not sent with a key, URL or protocol the channel does not have', async () => {
    const body = { keyId: 4711, urlId: 4711, protocol: 'gemini' };
    const answer = await asAdmin('POST', `${path}/test`, body);
    expect(answer.json.error.fields).toEqual({
      keyId: 'is not a key of this channel',
      urlId: 'is not a URL of this channel',
      protocol: 'is not spoken by this channel',
    });
    expect(admin.trials).toEqual([]);
  });
});

describe('a trial of a channel that is not saved', () => {
  it('is sent with the draft and saves nothing', async () => {
    const body = { channel: { ...A_CHANNEL, name: 'Other', api_key: 'sk-unsaved-key-0' } };
    expect((await asAdmin('POST', '/admin/channels/test', body)).status).toBe(200);
    expect(admin.trials[0]?.channel).toMatchObject({
      name: 'Other',
      keys: [{ secret: 'sk-unsaved-key-0', mask: 'sk-u…ey-0' }],
      urls: [{ url: 'https://api.anthropic.com' }],
    });
    expect(admin.books.channels.all()).toHaveLength(1);
  });

  it('takes the keys of the channel being edited by their ids', async () => {
    const keys = [{ id: channel.keys[0]?.id }, 'sk-added-key-0000'];
    const body = { channelId: channel.id, channel: { url: 'https://new.example', keys } };
    expect((await asAdmin('POST', '/admin/channels/test', body)).status).toBe(200);
    const tried = admin.trials[0]?.channel;
    expect(tried?.id).toBe(channel.id);
    expect(tried?.urls[0]?.url).toBe('https://new.example');
    expect(tried?.keys.map((key) => key.secret)).toEqual([A_CHANNEL.api_key, 'sk-added-key-0000']);
    expect(new Set(tried?.keys.map((key) => key.id)).size).toBe(2);
    expect(admin.books.channels.find(channel.id)?.urls[0]?.url).toBe('https://api.anthropic.com');
  });

  it('names wrong fields by their path in the draft', async () => {
    const body = { channel: { ...A_CHANNEL, url: 'ftp://x' } };
    const answer = await asAdmin('POST', '/admin/channels/test', body);
    expect(answer.json.error.fields).toEqual({ url: 'must begin with http:// or https://' });
  });
});

describe('the models of an upstream', () => {
  it('are asked for by GET, as in ccLoad, and by POST', async () => {
    for (const method of ['GET', 'POST']) {
      const answer = await asAdmin(method, `${path}/models/fetch`);
      expect(answer.json.data).toMatchObject({ isOk: true, models: ['m-1'] });
    }
    expect(admin.fetched.map((one) => one.id)).toEqual([channel.id, channel.id]);
  });

  it('are asked for before the channel is saved, without name or models', async () => {
    const body = { channel: { url: 'https://new.example', api_key: 'sk-unsaved-key-0' } };
    const answer = await asAdmin('POST', '/admin/channels/models/fetch', body);
    expect(answer.status).toBe(200);
    expect(admin.fetched[0]).toMatchObject({ urls: [{ url: 'https://new.example' }] });
  });
});
