import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_LIMITS, UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import type { TokenCreated } from '../../main/contracts/token.ts';
import { A_CHANNEL, openAdmin, sha256, type Admin } from './admin-fixture.ts';
import { nothingUsed } from '../support/limit-book.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

async function create(body: object = { name: 'laptop' }): Promise<TokenCreated> {
  const answer = await asAdmin('POST', '/admin/tokens', body);
  expect(answer.status).toBe(201);
  return answer.json.data;
}

async function addLocal(): Promise<string> {
  const token = 'ccl-local-token-0123456789';
  await admin.store.tokens.insert({
    draft: { ...UNLIMITED_TOKEN, name: 'Local' },
    hash: sha256(token),
    mask: 'ccl-…6789',
    isLocal: true,
    secret: token,
  });
  admin.books.tokens.replaceAll(await admin.store.tokens.list());
  return token;
}

describe('a client token', () => {
  it('is shown once, with 256 bits, and works at once', async () => {
    const { token, mask, ...rest } = await create();
    expect(token).toMatch(/^ccl-[A-Za-z0-9_-]{43}$/);
    expect(mask).toBe(`${token.slice(0, 4)}…${token.slice(-4)}`);
    expect(rest).toEqual({
      ...UNLIMITED_TOKEN,
      limitState: nothingUsed(admin.clock.now),
      id: expect.any(Number) as number,
      name: 'laptop',
      isEnabled: true,
      isLocal: false,
      expiresAt: null,
      createdAt: admin.clock.now,
      lastUsedAt: null,
    });
    expect(admin.books.tokens.findByHash(sha256(token))?.name).toBe('laptop');
    const list = await asAdmin('GET', '/admin/tokens');
    expect(list.text).not.toContain(token);
    expect(list.text).not.toContain(sha256(token));
    expect(list.json.data).toEqual([{ ...rest, mask }]);
  });

  it('can be renamed, switched off and given an end, field by field', async () => {
    const { id } = await create({ name: 'laptop', expiresAt: 5_000_000_000_000 });
    const path = `/admin/tokens/${id.toString()}`;
    await asAdmin('PATCH', path, { name: 'desk' });
    await asAdmin('PATCH', path, { isEnabled: false });
    const answer = await asAdmin('PATCH', path, { expiresAt: null });
    expect(answer.json.data).toMatchObject({ name: 'desk', isEnabled: false, expiresAt: null });
    expect(admin.books.tokens.all()).toMatchObject([{ name: 'desk', isEnabled: false }]);
  });

  it('says what it may use, and takes it back field by field', async () => {
    const channel = await asAdmin('POST', '/admin/channels', A_CHANNEL);
    const channelId = (channel.json.data as { id: number }).id;
    const { id } = await create({
      name: 'laptop',
      limits: { dayUsd: 2.5 },
      allowed_models: ['claude-*'],
      channelIds: [channelId],
    });
    const path = `/admin/tokens/${id.toString()}`;
    expect((await asAdmin('GET', '/admin/tokens')).json.data).toMatchObject([
      {
        limits: { ...NO_LIMITS, dayUsd: 2.5 },
        models: ['claude-*'],
        channelRule: 'allow',
        channelIds: [channelId],
      },
    ]);
    await asAdmin('PATCH', path, { limits: { dayUsd: null, maxConcurrency: 1 } });
    const changed = await asAdmin('PATCH', path, { models: null });
    expect(changed.json.data).toMatchObject({
      limits: { ...NO_LIMITS, maxConcurrency: 1 },
      models: [],
      channelRule: 'allow',
    });
    const refused = await asAdmin('PATCH', path, { channelIds: [4711] });
    expect(refused.json.error.fields).toEqual({ 'channelIds.0': 'is not a channel' });
  });

  it('stops working when it is deleted', async () => {
    const { id, token } = await create();
    expect((await asAdmin('DELETE', `/admin/tokens/${id.toString()}`)).status).toBe(200);
    expect(admin.books.tokens.findByHash(sha256(token))).toBeUndefined();
  });

  it.each([
    [{}, { name: 'must be a string' }],
    [{ name: ' ' }, { name: 'must not be empty' }],
    [{ name: 'a\u0000b' }, { name: 'must not contain control characters' }],
    [{ name: 'a', expiresAt: -1 }, { expiresAt: 'must be at least 0' }],
    [{ name: 'a', token: 'mine' }, { token: 'is not a known field' }],
  ])('is not made from %j', async (body, fields) => {
    const answer = await asAdmin('POST', '/admin/tokens', body);
    expect([answer.status, answer.json.error.fields]).toEqual([400, fields]);
  });

  it('that does not exist answers 404', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      const answer = await asAdmin(
        method,
        '/admin/tokens/4711',
        method === 'PATCH' ? {} : undefined,
      );
      expect([answer.status, answer.json.error.code]).toEqual([404, 'token.not-found']);
    }
  });
});

describe('the local token', () => {
  it('is answered in clear, because the export line needs it', async () => {
    const token = await addLocal();
    expect((await asAdmin('GET', '/admin/tokens/local')).json.data).toEqual({ token });
  });

  it('gets another value and loses the old one', async () => {
    const old = await addLocal();
    const answer = await asAdmin('POST', '/admin/tokens/local/rotate');
    const { token } = answer.json.data as { token: string };
    expect(token).not.toBe(old);
    expect(admin.books.tokens.findByHash(sha256(old))).toBeUndefined();
    expect(admin.books.tokens.findByHash(sha256(token))?.isLocal).toBe(true);
    expect((await asAdmin('GET', '/admin/tokens/local')).json.data).toEqual({ token });
  });

  it('cannot be deleted', async () => {
    await addLocal();
    const [local] = admin.books.tokens.all();
    const answer = await asAdmin('DELETE', `/admin/tokens/${local?.id.toString() ?? ''}`);
    expect([answer.status, answer.json.error.code]).toEqual([409, 'token.local-permanent']);
  });

  it('is missed politely where there is none', async () => {
    const answer = await asAdmin('GET', '/admin/tokens/local');
    expect([answer.status, answer.json.error.code]).toEqual([404, 'token.not-found']);
  });
});
