import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

const PASSPHRASE = '密码 that is long';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let token: string;

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin, token } = await admin.logIn());
});
afterEach(() => admin.close());

async function restore(body: string | ArrayBuffer, passphrase: string): Promise<Response> {
  const request = new Request('http://127.0.0.1:8080/admin/restore', {
    method: 'POST',
    body,
    headers: {
      host: '127.0.0.1:8080',
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'ccload-passphrase': Buffer.from(passphrase).toString('base64'),
    },
  });
  return admin.app.fetch(request, { incoming: { socket: { remoteAddress: '127.0.0.1' } } });
}

describe('a backup over the API', () => {
  it('is one file that can be made ready again, and given up', async () => {
    await asAdmin('POST', '/admin/channels', A_CHANNEL);
    const request = new Request('http://127.0.0.1:8080/admin/backup', {
      method: 'POST',
      body: JSON.stringify({ passphrase: PASSPHRASE }),
      headers: {
        host: '127.0.0.1:8080',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
    });
    const backup = await admin.app.fetch(request, {});
    expect(backup.headers.get('content-disposition')).toContain('ccload-2026-01-02.backup');
    const file = await backup.arrayBuffer();

    const wrong = await restore(file, 'another passphrase');
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).not.toContain('another passphrase"');
    const answer = await restore(file, PASSPHRASE);
    expect(await answer.json()).toMatchObject({ data: { waiting: { channels: 1 } } });
    expect((await asAdmin('GET', '/admin/restore')).json.data).toMatchObject({
      waiting: { channels: 1 },
    });
    await asAdmin('DELETE', '/admin/restore');
    expect((await asAdmin('GET', '/admin/restore')).json.data).toEqual({ waiting: null });
  });

  it('wants a passphrase that is worth the name', async () => {
    const answer = await asAdmin('POST', '/admin/backup', { passphrase: 'short' });
    expect(answer.status).toBe(400);
    expect(answer.json.error.fields).toHaveProperty('passphrase');
    expect((await restore('x', 'short')).status).toBe(400);
  });
});
