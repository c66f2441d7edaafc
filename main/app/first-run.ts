import { createHash, randomBytes } from 'node:crypto';
import { UNLIMITED_TOKEN } from '../contracts/constants.ts';
import { TOKEN_BYTES, TOKEN_PREFIX } from '../core/client-token.ts';
import { maskSecret } from '../core/redact.ts';
import type { Store } from '../store/store.ts';
import type { Config } from './config.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Others may reach the UI only behind a password that a person chose: a generated one may stand in a log. */
export function refuseOpenHost(config: Config, isPasswordChosen: boolean): void {
  if (isLoopbackHost(config.host) || config.fixedPassword !== null || isPasswordChosen) return;
  throw new StartError(
    EXIT_CODES.configuration,
    `Listening on ${config.host} needs a password that you chose: set CCLOAD_PASS, or change the password in the UI on this machine first.`,
  );
}

/** Makes the local client token when there is none, and those that the environment wants. True when it made the local one. */
export async function ensureTokens(store: Store, config: Config): Promise<boolean> {
  const tokens = await store.tokens.list();
  const known = new Set(tokens.map((token) => token.hash));
  const isMissing = !tokens.some((token) => token.isLocal) && !store.vault.isLocked;
  if (isMissing) await insertToken(store, newToken(), 'Local', true);
  for (const { secret, name } of config.givenTokens) {
    if (!known.has(hashOf(secret))) await insertToken(store, secret, name, false);
  }
  return isMissing;
}

/** A generated password when nobody has set one; null when there is one. */
export async function ensurePassword(store: Store, config: Config): Promise<string | null> {
  if (config.fixedPassword !== null) return null;
  const { PASSWORD_SETTING } = await import('../admin/password.ts');
  const values = await store.settings.readAll();
  return values.has(PASSWORD_SETTING) ? null : resetPassword(store);
}

/** Replaces the password and ends every login. */
export async function resetPassword(store: Store): Promise<string> {
  const { generatePassword, hashPassword, PASSWORD_SETTING } = await import('../admin/password.ts');
  const password = generatePassword(randomBytes);
  await store.settings.writeMany({
    [PASSWORD_SETTING]: await hashPassword(password, false, randomBytes),
  });
  await store.sessions.removeAll();
  return password;
}

export async function isPasswordChosen(store: Store): Promise<boolean> {
  const { PASSWORD_SETTING, readStoredPassword } = await import('../admin/password.ts');
  const values = await store.settings.readAll();
  return readStoredPassword(values.get(PASSWORD_SETTING))?.isChosen === true;
}

async function insertToken(
  store: Store,
  secret: string,
  name: string,
  isLocal: boolean,
): Promise<void> {
  await store.tokens.insert({
    draft: { ...UNLIMITED_TOKEN, name },
    hash: hashOf(secret),
    mask: maskSecret(secret),
    isLocal,
    secret: isLocal ? secret : null,
  });
}

function newToken(): string {
  return `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
