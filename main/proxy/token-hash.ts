import { hash } from 'node:crypto';

/** Of 43 characters; sixteen bytes are more than enough to tell tokens apart. */
const KEPT_CHARS = 22;

/** By what an opaque token is known. */
export function tokenHash(token: Uint8Array): string {
  return hash('sha256', token, 'base64url').slice(0, KEPT_CHARS);
}
