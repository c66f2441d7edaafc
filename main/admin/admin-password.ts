import { AppError } from '../core/app-error.ts';
import type { AdminDeps } from './deps.ts';
import {
  hashPassword,
  isSamePassword,
  PASSWORD_SETTING,
  readStoredPassword,
  verifyPassword,
} from './password.ts';
import { Serial } from './serial.ts';

/** Checks that may wait. Each keeps a thread and 16 MiB busy that streams and lookups need too. */
const MAX_WAITING = 16;

/** The admin password: the environment's, else the stored one. */
export class AdminPassword {
  readonly #deps: AdminDeps;
  readonly #checks = new Serial();

  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  /** @throws AppError when too many checks wait, or there is no password to compare with */
  async isRight(password: string): Promise<boolean> {
    const fixed = this.#deps.config.fixedPassword;
    if (fixed !== null) return isSamePassword(password, fixed);
    if (this.#checks.size >= MAX_WAITING) {
      throw new AppError('auth.busy', 'Too many logins at once. Try again in a moment.');
    }
    return this.#checks.run(async () => {
      const values = await this.#deps.store.settings.readAll();
      const stored = readStoredPassword(values.get(PASSWORD_SETTING));
      if (stored === null) {
        throw new AppError(
          'auth.no-password',
          'No password is set, so nobody can log in with one.',
        );
      }
      return verifyPassword(password, stored);
    });
  }

  /** Is there a password to compare with? */
  async isSet(): Promise<boolean> {
    return (await this.#kind()) !== 'none';
  }

  /** Did a person set it? One that was generated does not count. */
  async isChosen(): Promise<boolean> {
    return (await this.#kind()) === 'chosen';
  }

  async #kind(): Promise<'none' | 'generated' | 'chosen'> {
    if (this.#deps.config.fixedPassword !== null) return 'chosen';
    const values = await this.#deps.store.settings.readAll();
    const stored = readStoredPassword(values.get(PASSWORD_SETTING));
    if (stored === null) return 'none';
    return stored.isChosen ? 'chosen' : 'generated';
  }

  /** @throws AppError when the environment fixes the password, so that a stored one would not count */
  refuseIfFixed(): void {
    if (this.#deps.config.fixedPassword !== null) {
      throw new AppError(
        'auth.password-fixed',
        'CCLOAD_PASS sets the password. Change it there, or remove it to use a stored one.',
      );
    }
  }

  /** Stores a password that a person chose. */
  async replace(next: string): Promise<void> {
    const stored = await hashPassword(next, true, (count) => this.#deps.randomBytes(count));
    await this.#deps.store.settings.writeMany({ [PASSWORD_SETTING]: stored });
  }
}
