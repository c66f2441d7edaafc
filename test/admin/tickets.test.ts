import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword, PASSWORD_SETTING } from '../../main/admin/password.ts';
import { TICKET_LIFE_MS } from '../../main/admin/tickets.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;

const NO_PASSWORD = { config: { fixedPassword: null } };

beforeEach(async () => {
  admin = await openAdmin(NO_PASSWORD);
});

afterEach(async () => {
  await admin.close();
});

async function ticket(): Promise<string> {
  const issued = await admin.inside.issueTicket();
  if (issued === null) throw new Error('no ticket');
  return issued;
}

const show = (shown: string, headers = {}) =>
  admin.call('POST', '/login/ticket', { body: { ticket: shown }, headers });

describe('a ticket', () => {
  it('has 256 bits and opens a session with the cookie of its port', async () => {
    const issued = await ticket();
    expect(issued).toMatch(/^[0-9a-f]{64}$/);
    const answer = await show(issued);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/^ccload_8080=[0-9a-f]{64}; .*HttpOnly/);
    const { token } = answer.json as unknown as { token: string };
    const headers = { authorization: `Bearer ${token}` };
    expect((await admin.call('GET', '/admin/settings', { headers })).status).toBe(200);
  });

  it('is refused the second time', async () => {
    const issued = await ticket();
    await show(issued);
    const answer = await show(issued);
    expect(answer.status).toBe(401);
    expect(answer.json.error.code).toBe('auth.bad-ticket');
  });

  it('is refused when it is 30 seconds old', async () => {
    const issued = await ticket();
    const younger = await ticket();
    admin.clock.now += TICKET_LIFE_MS - 1;
    expect((await show(younger)).status).toBe(200);
    admin.clock.now += 1;
    expect((await show(issued)).status).toBe(401);
  });

  it('is refused, and used up, when a foreign page shows it', async () => {
    const issued = await ticket();
    expect((await show(issued, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await show(issued)).status).toBe(401);
  });

  it.each(['', 'x', 'f'.repeat(63), 'f'.repeat(64)])('is not the text "%s"', async (text) => {
    expect((await show(text)).status).toBeGreaterThanOrEqual(400);
  });

  it('never reaches the log', async () => {
    const issued = await ticket();
    await show(issued);
    await show(issued);
    expect(admin.lines.join('\n')).not.toContain(issued);
  });

  it('makes room for newer ones without end', async () => {
    const first = await ticket();
    for (let count = 0; count < 100; count += 1) await ticket();
    expect((await show(first)).status).toBe(401);
    expect((await show(await ticket())).status).toBe(200);
  });
});

describe('where a password guards the program', () => {
  it('there is no ticket once a person has chosen one', async () => {
    await storePassword(true);
    expect(await admin.inside.issueTicket()).toBeNull();
  });

  it('a generated one counts for nothing', async () => {
    await storePassword(false);
    expect(await admin.inside.issueTicket()).not.toBeNull();
  });

  it('there is none with CCLOAD_PASS', async () => {
    await admin.close();
    admin = await openAdmin();
    expect(await admin.inside.issueTicket()).toBeNull();
  });

  it('the first one is set without an old one, and a second is not', async () => {
    await admin.inside.call('PUT', '/admin/password', { next: 'correct horse' });
    await expect(
      admin.inside.call('PUT', '/admin/password', { next: 'another horse' }),
    ).rejects.toMatchObject({ code: 'auth.wrong-current-password' });
    const answer = await admin.call('POST', '/login', { body: { password: 'correct horse' } });
    expect(answer.status).toBe(200);
  });
});

describe('a call from inside', () => {
  it('does what the pages do and tells the same listeners', async () => {
    let told = 0;
    admin.books.channels.subscribe(() => (told += 1));
    const { id } = await admin.inside.call<{ id: number }>('POST', '/admin/channels', A_CHANNEL);
    await admin.inside.call('PATCH', `/admin/channels/${String(id)}`, { enabled: false });
    expect(told).toBe(2);
    expect(admin.books.channels.all()[0]?.isEnabled).toBe(false);
  });

  it('fails with the code and the sentence of the answer', async () => {
    await expect(admin.inside.call('DELETE', '/admin/notices/7')).rejects.toMatchObject({
      code: 'notice.not-found',
      message: 'There is no such notice.',
    });
  });

  it('goes on after every session has ended', async () => {
    await admin.inside.call('GET', '/admin/settings');
    admin.clock.now += 25 * 60 * 60_000;
    expect(await admin.inside.call('GET', '/admin/channels')).toEqual([]);
  });
});

async function storePassword(isChosen: boolean): Promise<void> {
  const stored = await hashPassword('correct horse', isChosen, (count) => randomBytes(count));
  await admin.store.settings.writeMany({ [PASSWORD_SETTING]: stored });
}
