import { createHash, scrypt, timingSafeEqual } from 'node:crypto';

/** Where the admin password stands in the settings table. */
export const PASSWORD_SETTING = 'internal.adminPassword';

export type StoredPassword = {
  readonly hash: string;
  readonly salt: string;
  readonly params: ScryptParams;
  /** A person chose it. A generated one does not count as consent to listen beyond loopback. */
  readonly isChosen: boolean;
};

type ScryptParams = { readonly N: number; readonly r: number; readonly p: number };

/** OWASP's scrypt minimum at 16 MiB: about a fifth of a second for each guess. */
const CHOSEN_PARAMS: ScryptParams = { N: 16_384, r: 8, p: 5 };

/** A generated password has 100 bits: nobody guesses it, however fast a guess is, and a first start stays quick. */
const GENERATED_PARAMS: ScryptParams = { N: 1024, r: 8, p: 1 };

const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** 32 characters, 5 bits each; without `l`, `o`, `0` and `1`, which look alike. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_CHARS = 5;

type RandomBytes = (count: number) => Uint8Array;

export async function hashPassword(
  password: string,
  isChosen: boolean,
  randomBytes: RandomBytes,
): Promise<StoredPassword> {
  const salt = Buffer.from(randomBytes(SALT_BYTES));
  const params = isChosen ? CHOSEN_PARAMS : GENERATED_PARAMS;
  const hash = await derive(password, salt, params);
  return { hash: hash.toString('base64'), salt: salt.toString('base64'), params, isChosen };
}

/** Takes as long for a wrong password as for the right one. */
export async function verifyPassword(password: string, stored: StoredPassword): Promise<boolean> {
  const hash = await derive(password, Buffer.from(stored.salt, 'base64'), stored.params);
  const expected = Buffer.from(stored.hash, 'base64');
  return hash.length === expected.length && timingSafeEqual(hash, expected);
}

/** Compares without telling by its time how much was right; the digests make the lengths equal. */
export function isSamePassword(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text.normalize('NFC')).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** A password of 100 bits that can be read aloud and typed: `k4m9p-xw2ce-…`. */
export function generatePassword(randomBytes: RandomBytes): string {
  const chars = [...randomBytes(GROUPS * GROUP_CHARS)].map((byte) => ALPHABET[byte & 31] ?? '');
  return Array.from({ length: GROUPS }, (_, group) =>
    chars.slice(group * GROUP_CHARS, (group + 1) * GROUP_CHARS).join(''),
  ).join('-');
}

/** The stored value as it was written by us, or null when there is none. */
export function readStoredPassword(value: unknown): StoredPassword | null {
  if (value === undefined || value === null) return null;
  const { hash, salt, params, isChosen } = value as Partial<StoredPassword>;
  if (typeof hash !== 'string' || typeof salt !== 'string' || params === undefined) {
    throw new Error(`the setting ${PASSWORD_SETTING} is damaged; start with --reset-password`);
  }
  return { hash, salt, params, isChosen: isChosen === true };
}

/** Keyboards write the same letter in different ways; NFC makes them one. */
function derive(password: string, salt: Buffer, params: ScryptParams): Promise<Buffer> {
  const options = { ...params, maxmem: 256 * params.N * params.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
