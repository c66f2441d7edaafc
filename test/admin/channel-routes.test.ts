import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '../../main/contracts/constants.ts';
import type { ChannelView } from '../../main/contracts/channel.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';
import { nothingUsed } from '../support/limit-book.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin({ isOwnAddress: (url) => url.includes('127.0.0.1:8080') });
  ({ asAdmin } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

async function create(input: object = {}): Promise<ChannelView> {
  const answer = await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, ...input });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.json.data;
}

describe('POST /admin/channels', () => {
  it('takes the example of the seeds as it is', async () => {
    const channel = await create();
    expect(channel).toEqual({
      id: expect.any(Number) as number,
      name: 'Claude',
      isEnabled: true,
      protocols: ['anthropic'],
      priority: 10,
      weight: null,
      keyStrategy: 'sequential',
      cheaperModels: [],
      urls: [
        {
          id: expect.any(Number) as number,
          url: 'https://api.anthropic.com',
          isExact: false,
          isEnabled: true,
          protocols: null,
          vendor: 'anthropic',
          vendorQuirks: {},
          resultingUrl: 'https://api.anthropic.com/v1/messages',
        },
      ],
      keys: [
        {
          id: expect.any(Number) as number,
          mask: 'sk-a…6789',
          note: '',
          isEnabled: true,
          isLocked: false,
        },
      ],
      models: [{ name: 'claude-sonnet-4-5', upstreamNames: [], isEnabled: true }],
      headers: [],
      lastCheck: null,
      proxyUrl: null,
      urlOrder: 'in_order',
      isTlsInsecure: false,
      modelOverride: null,
      takeBack: 'when_idle',
      priceMultiplier: 1,
      limits: NO_CHANNEL_LIMITS,
      limitState: nothingUsed(admin.clock.now),
      overrides: {},
      checks: NO_CHECKS,
      quirks: {},
      position: expect.any(Number) as number,
      createdAt: admin.clock.now,
      updatedAt: admin.clock.now,
    });
  });

  it('is in the book as soon as it is answered', async () => {
    const { id } = await create();
    expect(admin.books.channels.find(id)?.keys[0]?.secret).toBe('sk-ant-first-0123456789');
  });

  it('takes our own form too', async () => {
    const answer = await asAdmin('POST', '/admin/channels', {
      name: 'Own',
      protocols: ['openai-chat', 'openai-responses'],
      weight: 3,
      keyStrategy: 'round_robin',
      urls: ['https://one.example/v1/', { url: 'https://two.example/chat#', isEnabled: false }],
      keys: ['sk-plain-text-key', { secret: 'sk-with-note-key', note: 'second', isEnabled: false }],
      models: ['a', { name: 'b', upstreamNames: ['vendor/b'] }, { name: '*', isEnabled: false }],
      headers: [
        { name: 'X-Title', value: 'ccLoad' },
        { name: 'X-Gone', value: null },
      ],
      proxyUrl: 'http://proxy.example:3128',
    });
    expect(answer.json.data).toMatchObject({
      protocols: ['openai-chat', 'openai-responses'],
      weight: 3,
      priority: 0,
      keyStrategy: 'round_robin',
      isEnabled: true,
      urls: [
        { url: 'https://one.example/v1', resultingUrl: 'https://one.example/v1/chat/completions' },
        {
          url: 'https://two.example/chat',
          isExact: true,
          isEnabled: false,
          resultingUrl: 'https://two.example/chat',
        },
      ],
      keys: [{ note: '' }, { note: 'second', isEnabled: false }],
      models: [
        { name: 'a', upstreamNames: [] },
        { name: 'b', upstreamNames: ['vendor/b'] },
        { name: '*', isEnabled: false },
      ],
      headers: [
        { name: 'X-Title', value: 'ccLoad' },
        { name: 'X-Gone', value: null },
      ],
      proxyUrl: 'http://proxy.example:3128',
    });
  });

  it('refuses a name that is taken', async () => {
    await create();
    const answer = await asAdmin('POST', '/admin/channels', A_CHANNEL);
    expect([answer.status, answer.json.error.code]).toEqual([409, 'channel.name-taken']);
  });

  it('refuses the key that is one of our own tokens', async () => {
    const created = await asAdmin('POST', '/admin/tokens', { name: 'laptop' });
    const { token } = created.json.data as { token: string };
    const answer = await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, api_key: token });
    expect(answer.status).toBe(400);
    expect(answer.json.error.fields['api_key']).toContain('client token of this program');
    expect(answer.text).not.toContain(token);
  });
});

describe('a channel that was read', () => {
  it('can be written back and keeps its ids and keys', async () => {
    const channel = await create({ api_key: 'sk-number-one-key,sk-number-two-key' });
    const answer = await asAdmin('PUT', `/admin/channels/${channel.id.toString()}`, channel);
    expect(answer.status).toBe(200);
    expect(answer.json.data).toEqual(channel);
    const secrets = admin.books.channels.find(channel.id)?.keys.map((key) => key.secret);
    expect(secrets).toEqual(['sk-number-one-key', 'sk-number-two-key']);
  });
});

describe('PUT /admin/channels/{id}', () => {
  it('replaces everything but the keys that are not sent', async () => {
    const { id, keys } = await create({ weight: 7, headers: [{ name: 'x-a', value: '1' }] });
    const answer = await asAdmin('PUT', `/admin/channels/${id.toString()}`, {
      name: 'New',
      url: 'https://new.example',
      models: ['*'],
    });
    expect(answer.json.data).toMatchObject({
      id,
      name: 'New',
      weight: null,
      priority: 0,
      headers: [],
      isEnabled: true,
      keys,
    });
  });

  it.each([{ enabled: false }, { isEnabled: false }])(
    'changes only the switch with %j',
    async (body) => {
      const channel = await create({ weight: 7 });
      const answer = await asAdmin('PUT', `/admin/channels/${channel.id.toString()}`, body);
      expect(answer.json.data).toEqual({ ...channel, isEnabled: false });
    },
  );

  it('names what a whole channel needs', async () => {
    const { id } = await create();
    const answer = await asAdmin('PUT', `/admin/channels/${id.toString()}`, { priority: 1 });
    expect(Object.keys(answer.json.error.fields)).toEqual(['name', 'urls', 'models']);
  });
});

describe('PATCH /admin/channels/{id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    const channel = await create({ weight: 7 });
    const answer = await asAdmin('PATCH', `/admin/channels/${channel.id.toString()}`, {
      weight: null,
      priority: -5,
    });
    expect(answer.json.data).toEqual({ ...channel, weight: null, priority: -5 });
  });

  it('keeps a key by its id, takes a new one, and drops the one that is missing', async () => {
    const { id, keys } = await create({ api_key: 'sk-number-one-key,sk-number-two-key' });
    const [first] = keys;
    const answer = await asAdmin('PATCH', `/admin/channels/${id.toString()}`, {
      keys: [{ id: first?.id, note: 'kept' }, 'sk-number-three-key'],
    });
    const data = answer.json.data as ChannelView;
    expect(data.keys).toMatchObject([{ id: first?.id, note: 'kept' }, { note: '' }]);
    const secrets = admin.books.channels.find(id)?.keys.map((key) => key.secret);
    expect(secrets).toEqual(['sk-number-one-key', 'sk-number-three-key']);
  });

  it('reaches into limits, overrides and checks', async () => {
    const { id } = await create({
      rpm_limit: 60,
      overrides: { cooldownAuthMs: 1000 },
      checks: { isEnabled: true },
    });
    const path = `/admin/channels/${id.toString()}`;
    const answer = await asAdmin('PATCH', path, {
      limits: { dayUsd: 5 },
      overrides: { cooldownAuthMs: null, maxKeysPerChannel: 1 },
    });
    const expected = {
      limits: { ...NO_CHANNEL_LIMITS, dayUsd: 5, requestsPerMinute: 60 },
      overrides: { maxKeysPerChannel: 1 },
      checks: { ...NO_CHECKS, isEnabled: true },
    };
    expect(answer.json.data).toMatchObject(expected);
    expect(admin.books.channels.all()).toMatchObject([expected]);
    expect(admin.books.channels.all()[0]?.overrides).toEqual({ maxKeysPerChannel: 1 });
  });

  it('does not lose one of two changes that come at once', async () => {
    const { id } = await create();
    const path = `/admin/channels/${id.toString()}`;
    await Promise.all([
      asAdmin('PATCH', path, { priority: 77 }),
      asAdmin('PATCH', path, { weight: 5 }),
      asAdmin('POST', `${path}/keys`, { secret: 'sk-number-two-key' }),
    ]);
    expect(admin.books.channels.find(id)).toMatchObject({
      priority: 77,
      weight: 5,
      keys: [{}, { secret: 'sk-number-two-key' }],
    });
  });
});

describe('the list of channels', () => {
  it('is empty at first, and counted', async () => {
    const answer = await asAdmin('GET', '/admin/channels');
    expect(answer.json).toEqual({ success: true, data: [], count: 0 });
  });

  it('can be put into another order', async () => {
    const ids: number[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await create({ name })).id);
    const order = ids.toReversed();
    expect((await asAdmin('PUT', '/admin/channels/order', { ids: order })).status).toBe(200);
    const answer = await asAdmin('GET', '/admin/channels');
    expect((answer.json.data as ChannelView[]).map((channel) => channel.id)).toEqual(order);
    expect(answer.json.count).toBe(3);
  });

  it.each([
    ['one is missing', (ids: number[]) => ids.slice(1)],
    ['one is named twice', (ids: number[]) => ids.map(() => ids[0])],
    ['one is unknown', (ids: number[]) => [...ids.slice(1), 999]],
  ])('keeps its order when %s', async (_, change) => {
    const ids: number[] = [];
    for (const name of ['a', 'b']) ids.push((await create({ name })).id);
    const answer = await asAdmin('PUT', '/admin/channels/order', { ids: change(ids) });
    expect(answer.json.error.fields).toEqual({ ids: 'must name every channel once' });
    expect(admin.books.channels.all().map((channel) => channel.id)).toEqual(ids);
  });
});

describe('DELETE /admin/channels/{id}', () => {
  it('removes the channel from store and book', async () => {
    const { id } = await create();
    expect((await asAdmin('DELETE', `/admin/channels/${id.toString()}`)).status).toBe(200);
    expect(admin.books.channels.all()).toEqual([]);
    expect(await admin.store.channels.list()).toEqual([]);
  });
});

describe('a channel that does not exist', () => {
  it('answers 404 to every call about it', async () => {
    const calls = [
      ['GET', '', undefined],
      ['PUT', '', A_CHANNEL],
      ['PATCH', '', { priority: 1 }],
      ['DELETE', '', undefined],
      ['GET', '/keys', undefined],
      ['POST', '/keys', { secret: 'sk-some-other-key' }],
      ['PATCH', '/keys/1', {}],
      ['DELETE', '/keys/1', undefined],
      ['POST', '/test', {}],
      ['POST', '/models/fetch', undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      const answer = await asAdmin(method, `/admin/channels/4711${path}`, body);
      const { code } = answer.json.error;
      expect([method, path, answer.status, code]).toEqual([method, path, 404, 'channel.not-found']);
    }
  });

  it('is what a broken id names', async () => {
    expect((await asAdmin('GET', '/admin/channels/abc')).status).toBe(404);
  });
});

describe('the password of an outbound proxy', () => {
  const proxyUrl = 'http://anna:s3cret@proxy.example:3128';
  const shown = 'http://anna:…@proxy.example:3128';
  const stored = () => admin.books.channels.all().map((channel) => channel.proxyUrl);

  it('is masked wherever the channel is shown, and kept when that is sent back', async () => {
    const channel = await create({ proxyUrl });
    expect(channel.proxyUrl).toBe(shown);
    const list = await asAdmin('GET', '/admin/channels');
    expect(list.text).not.toContain('s3cret');
    for (const method of ['PUT', 'PATCH']) {
      const answer = await asAdmin(method, `/admin/channels/${channel.id.toString()}`, channel);
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(shown)]);
      expect(stored()).toEqual([proxyUrl]);
    }
  });

  it('does not follow to another address', async () => {
    const { id } = await create({ proxyUrl });
    const moved = { proxyUrl: 'http://anna:…@elsewhere.example:3128' };
    const answer = await asAdmin('PATCH', `/admin/channels/${id.toString()}`, moved);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('write it again')]);
    expect(stored()).toEqual([proxyUrl]);
  });
});
