// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TokenId, TokenView } from '#contracts/token';
import { Loaded } from '../../../../renderer/src/api/loaded.svelte.ts';
import { tokenDraft, tokenForm } from '../../../../renderer/src/features/tokens/token-form.ts';
import { TokenWork } from '../../../../renderer/src/features/tokens/token-work.svelte.ts';
import { AdminServer, data, refused } from '../../support/admin-server.ts';

describe('the form of a token', () => {
  it('sends nothing typed as no limit, and lines without what is empty', () => {
    const form = tokenForm(null);
    Object.assign(form, { name: ' work ', models: 'claude-*\n\n gpt-5 ' });
    form.limits.dayUsd = '2.5';
    expect(tokenDraft(form)).toEqual({
      name: 'work',
      limits: { dayUsd: 2.5, monthUsd: null, requestsPerMinute: null, maxConcurrency: null },
      models: ['claude-*', 'gpt-5'],
      channelRule: 'all',
      channelIds: [],
      expiresAt: null,
    });
  });

  it('keeps the moment of expiry to the minute, in whatever zone', () => {
    const expiresAt = Date.UTC(2026, 0, 31, 8, 30);
    const form = {
      ...tokenForm(null),
      ...tokenForm({ expiresAt, limits: {}, models: [] } as never),
    };
    expect(tokenDraft(form).expiresAt).toBe(expiresAt);
  });
});

describe('TokenWork', () => {
  const id = 7 as TokenId;
  let server: AdminServer;
  let work: TokenWork;

  beforeEach(async () => {
    server = await AdminServer.start();
    work = new TokenWork(
      server.client,
      new Loaded<readonly TokenView[]>(() => server.client.get('/admin/tokens')),
    );
  });

  afterEach(() => server.stop());

  const calls = () => server.seen.map(({ method, url }) => `${method} ${url}`);

  it('shows a new token until it is put away', async () => {
    server.script = ({ method }) => data(method === 'POST' ? { id, token: 'ccl-new' } : []);
    await work.create(tokenForm(null));
    expect(work.created?.token).toBe('ccl-new');
    expect(calls()).toEqual(['POST /admin/tokens', 'GET /admin/tokens']);
    work.forget();
    expect(work.created).toBeNull();
  });

  it('deletes, and brings back what it deleted', async () => {
    server.script = ({ method }) =>
      data(method === 'DELETE' ? { undoToken: 'u', undoUntil: 1 } : []);
    const undo = await work.remove(id);
    expect(await undo?.()).toBe(true);
    expect(server.seen.find(({ url }) => url === '/admin/tokens/undo')?.body).toEqual({
      token: 'u',
    });
  });

  it('says why something was refused, and reads nothing anew', async () => {
    server.script = () => refused(404, 'token.not-found');
    expect(await work.setEnabled(id, false)).toBe(false);
    expect(await work.remove(id)).toBeNull();
    expect(work.problem).toMatchObject({ code: 'token.not-found' });
    expect(calls()).toEqual(['PATCH /admin/tokens/7', 'DELETE /admin/tokens/7']);
  });
});
