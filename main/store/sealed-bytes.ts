import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** First byte of everything sealed, so that another cipher can follow without guessing. */
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM: format, nonce, tag, ciphertext. `purpose` is authenticated with it, so bytes copied from
 * a row of one kind to another do not open there.
 */
export function sealBytes(key: Uint8Array, purpose: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  // An array of its own: a view into Node's pool would be cloned to the worker with the whole pool.
  return Uint8Array.from(Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]));
}

/** Null when the key, the purpose or the bytes are not those that were sealed. */
export function openBytes(key: Uint8Array, purpose: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < OVERHEAD_BYTES || sealed[0] !== FORMAT) return null;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, OVERHEAD_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(tag);
  const body = decipher.update(sealed.subarray(OVERHEAD_BYTES));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    // The only thing `final` checks is the tag; its error says nothing more than "no".
    return null;
  }
}
