import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdminApp } from '../../main/admin/create-admin.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin();
});

afterEach(async () => {
  await admin.close();
});

describe('a session', () => {
  it('outlives a restart of the program', async () => {
    const { token } = await admin.logIn();
    const { app } = createAdminApp(admin.deps);
    const headers = { host: 'localhost', authorization: `Bearer ${token}` };
    expect((await app.request('/admin/settings', { headers })).status).toBe(200);
  });

  it('is no client token, and a client token is no session', async () => {
    const { token: session, asAdmin } = await admin.logIn();
    const created = await asAdmin('POST', '/admin/tokens', { name: 'laptop' });
    const { token } = created.json.data as { token: string };
    expect(admin.deps.isOwnToken(token)).toBe(true);
    expect(admin.deps.isOwnToken(session)).toBe(false);
    const headers = { authorization: `Bearer ${token}` };
    expect((await admin.call('GET', '/admin/settings', { headers })).status).toBe(401);
  });

  it('makes room for a new one when there are five hundred', async () => {
    const hashOfNumber = (i: number) => i.toString(16).padStart(64, '0');
    for (let i = 0; i < 500; i++) {
      const createdAt = admin.clock.now + i;
      const expiresAt = createdAt + 1000;
      await admin.store.sessions.insert({ hash: hashOfNumber(i), createdAt, expiresAt });
    }
    await admin.logIn();
    const hashes = (await admin.store.sessions.list(admin.clock.now)).map(({ hash }) => hash);
    expect(hashes).toHaveLength(500);
    expect(hashes).not.toContain(hashOfNumber(0));
    expect(hashes).toContain(hashOfNumber(1));
  });
});
