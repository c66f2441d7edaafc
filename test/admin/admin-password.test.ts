import { describe, expect, it } from 'vitest';
import { AdminPassword } from '../../main/admin/admin-password.ts';
import { openAdmin } from './admin-fixture.ts';

describe('AdminPassword', () => {
  it('lets sixteen checks wait and turns the next away, so that logins cannot starve the program', async () => {
    const admin = await openAdmin({ isBare: true, config: { fixedPassword: null } });
    let release = (): void => undefined;
    const held = new Promise<Map<string, unknown>>((resolve) => {
      release = () => {
        resolve(new Map());
      };
    });
    admin.deps.store.settings.readAll = () => held;
    const password = new AdminPassword(admin.deps);
    const waiting = Array.from({ length: 16 }, () => password.isRight('x'));
    await expect(password.isRight('x')).rejects.toMatchObject({ code: 'auth.busy' });
    release();
    const codes = (await Promise.allSettled(waiting)).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : one.value,
    );
    expect(codes).toEqual(Array.from({ length: 16 }, () => 'auth.no-password'));
    await expect(password.isRight('x')).rejects.toMatchObject({ code: 'auth.no-password' });
    await admin.close();
  });
});
