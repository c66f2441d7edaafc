import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword, PASSWORD_SETTING } from '../../main/admin/password.ts';
import { openAdmin, PASSWORD, sha256, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
});

afterEach(async () => {
  await admin.close();
});

const wrong = { body: { password: 'wrong' } };
const right = { body: { password: PASSWORD } };

describe('POST /login', () => {
  it('answers the flat form of the seeds and sets the cookie of its port', async () => {
    const answer = await admin.call('POST', '/login', right);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      status: 'success',
      token: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      expiresIn: 86_400,
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^ccload_8080=[0-9a-f]{64}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).toContain('Path=/');
    expect(cookie).toContain('Max-Age=86400');
    expect(cookie).not.toContain('Secure');
  });

  it('marks the cookie Secure when the page was reached over TLS', async () => {
    const headers = { origin: 'https://127.0.0.1:8080' };
    const answer = await admin.call('POST', '/login', { ...right, headers });
    expect(answer.headers.get('set-cookie')).toContain('Secure');
  });

  it('refuses a wrong password and says so in the log without it', async () => {
    const answer = await admin.call('POST', '/login', wrong);
    expect(answer.status).toBe(401);
    expect(answer.json.error.code).toBe('auth.wrong-password');
    expect(admin.lines).toEqual(['wrong admin password from 127.0.0.1']);
  });

  it('stores the session only as a hash', async () => {
    const { token } = await admin.logIn();
    const [session] = await admin.store.sessions.list(admin.clock.now);
    expect(session?.hash).toBe(sha256(token));
  });

  it.each([
    ['text', 'text/plain', '{"password":"x"}', 415, 'request.unsupported-media'],
    ['a form', 'application/x-www-form-urlencoded', 'password=x', 415, 'request.unsupported-media'],
    ['broken JSON', 'application/json', '{"password":', 400, 'request.malformed'],
    ['no password', 'application/json', '{}', 400, 'request.invalid'],
    ['a number', 'application/json', '{"password":7}', 400, 'request.invalid'],
  ])('refuses %s without counting it as a guess', async (_, type, body, status, code) => {
    for (let i = 0; i < 6; i++) {
      const answer = await admin.call('POST', '/login', {
        body,
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    }
    expect((await admin.call('POST', '/login', right)).status).toBe(200);
  });

  it('is closed to pages of foreign sites, which could lock the person out by guessing', async () => {
    for (let i = 0; i < 6; i++) {
      const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
      const answer = await admin.call('POST', '/login', { ...wrong, headers });
      expect([answer.status, answer.json.error.code]).toEqual([403, 'auth.forbidden-origin']);
    }
    expect((await admin.call('POST', '/login', right)).status).toBe(200);
  });

  it('takes the stored password where the environment sets none', async () => {
    const other = await openAdmin({ isBare: true, config: { fixedPassword: null } });
    const { store, deps } = other;
    const none = await other.call('POST', '/login', right);
    expect([none.status, none.json.error.code]).toEqual([403, 'auth.no-password']);
    const stored = await hashPassword(PASSWORD, false, (count) => deps.randomBytes(count));
    await store.settings.writeMany({ [PASSWORD_SETTING]: stored });
    expect((await other.call('POST', '/login', right)).status).toBe(200);
    expect((await other.call('POST', '/login', wrong)).status).toBe(401);
    await other.close();
  });

  it('lets the environment win over the stored password', async () => {
    const stored = await hashPassword('the stored one', false, (n) => admin.deps.randomBytes(n));
    await admin.store.settings.writeMany({ [PASSWORD_SETTING]: stored });
    const answer = await admin.call('POST', '/login', { body: { password: 'the stored one' } });
    expect(answer.status).toBe(401);
  });
});

describe('after five wrong logins', () => {
  it('an address has to wait a quarter of an hour, even with the right password', async () => {
    for (let i = 0; i < 5; i++) {
      expect((await admin.call('POST', '/login', wrong)).status).toBe(401);
    }
    const locked = await admin.call('POST', '/login', right);
    expect([locked.status, locked.json.error.code]).toEqual([429, 'auth.locked-out']);
    expect(locked.headers.get('retry-after')).toBe('900');
    admin.clock.now += 899_999;
    expect((await admin.call('POST', '/login', right)).status).toBe(429);
    admin.clock.now += 1;
    expect((await admin.call('POST', '/login', right)).status).toBe(200);
  });

  it('lets five through of any number that come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => admin.call('POST', '/login', wrong)),
    );
    expect(answers.filter((one) => one.status === 401)).toHaveLength(5);
    expect(answers.filter((one) => one.status === 429)).toHaveLength(15);
  });

  it('other addresses are not concerned', async () => {
    for (let i = 0; i < 6; i++) await admin.call('POST', '/login', { ...wrong, from: '10.0.0.7' });
    expect((await admin.call('POST', '/login', { ...right, from: '10.0.0.8' })).status).toBe(200);
  });

  it('counts the address a trusted proxy names, and not what a stranger claims', async () => {
    const guess = (from: string, forwarded: string) =>
      admin.call('POST', '/login', { ...wrong, from, headers: { 'x-forwarded-for': forwarded } });
    for (let i = 0; i < 5; i++) await guess('10.0.0.7', `192.0.2.${i.toString()}`);
    expect((await guess('10.0.0.7', '192.0.2.99')).status).toBe(429);

    admin.books.settings.replace({ trustedProxies: ['10.0.0.9'] });
    for (let i = 0; i < 5; i++) await guess('10.0.0.9', '192.0.2.1');
    expect((await guess('10.0.0.9', '192.0.2.1')).status).toBe(429);
    expect((await guess('10.0.0.9', '192.0.2.2')).status).toBe(401);
  });
});

describe('POST /logout', () => {
  it('ends the session and removes the cookie', async () => {
    const { asAdmin } = await admin.logIn();
    const answer = await asAdmin('POST', '/logout');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(/^ccload_8080=; Max-Age=0/);
    expect((await asAdmin('GET', '/admin/settings')).status).toBe(401);
    expect(await admin.store.sessions.list(admin.clock.now)).toEqual([]);
  });

  it('is content when nobody is logged in', async () => {
    expect((await admin.call('POST', '/logout')).status).toBe(200);
  });

  it('is not done for a page of a foreign site', async () => {
    const { token, asAdmin } = await admin.logIn();
    const headers = { cookie: `ccload_8080=${token}`, 'sec-fetch-site': 'cross-site' };
    expect((await admin.call('POST', '/logout', { headers })).status).toBe(403);
    expect((await asAdmin('GET', '/admin/settings')).status).toBe(200);
  });
});

describe('PUT /admin/password', () => {
  it('is refused while the environment sets the password', async () => {
    const { asAdmin } = await admin.logIn();
    const body = { current: PASSWORD, next: 'a new password' };
    const answer = await asAdmin('PUT', '/admin/password', body);
    expect([answer.status, answer.json.error.code]).toEqual([409, 'auth.password-fixed']);
    expect(answer.json.error.message).toContain('CCLOAD_PASS');
  });

  describe('with a stored password', () => {
    let stored: Admin;

    beforeEach(async () => {
      stored = await openAdmin({ isBare: true, config: { fixedPassword: null } });
      const password = await hashPassword(PASSWORD, false, (n) => stored.deps.randomBytes(n));
      await stored.store.settings.writeMany({ [PASSWORD_SETTING]: password });
    });

    afterEach(async () => {
      await stored.close();
    });

    it('changes it, counts as chosen, and ends every other session', async () => {
      const other = await stored.logIn();
      const { asAdmin } = await stored.logIn();
      const body = { current: PASSWORD, next: 'a new password' };
      expect((await asAdmin('PUT', '/admin/password', body)).status).toBe(200);
      expect((await asAdmin('GET', '/admin/settings')).status).toBe(200);
      expect((await other.asAdmin('GET', '/admin/settings')).status).toBe(401);
      const login = (password: string) => stored.call('POST', '/login', { body: { password } });
      expect((await login(PASSWORD)).status).toBe(401);
      expect((await login('a new password')).status).toBe(200);
      const values = await stored.store.settings.readAll();
      expect(values.get(PASSWORD_SETTING)).toMatchObject({ isChosen: true });
    });

    it('needs the current password, and counts guesses at it', async () => {
      const { asAdmin } = await stored.logIn();
      const body = { current: 'wrong', next: 'a new password' };
      for (let i = 0; i < 5; i++) {
        const answer = await asAdmin('PUT', '/admin/password', body);
        expect([answer.status, answer.json.error.code]).toEqual([
          403,
          'auth.wrong-current-password',
        ]);
      }
      expect((await asAdmin('PUT', '/admin/password', body)).status).toBe(429);
    });

    it('wants at least eight characters', async () => {
      const { asAdmin } = await stored.logIn();
      const answer = await asAdmin('PUT', '/admin/password', { current: PASSWORD, next: 'short' });
      expect(answer.json.error.fields).toEqual({ next: 'must have at least 8 characters' });
    });
  });
});
