import type { HeaderLookup } from './header-lookup.ts';
import { readParameter } from './query.ts';

/** Longer values are no token of ours; hashing them would be work for whoever sends them. */
const LONGEST_CREDENTIAL_CHARS = 512;

/**
 * Everything a request offers as a client token, in the order the seeds read it. A client may send
 * several (Gemini CLI sends two); one valid credential is enough, so all are returned.
 */
export function readCredentials(header: HeaderLookup, query: string): readonly string[] {
  const offered = [
    bearerOf(header('authorization')),
    header('x-api-key'),
    header('x-goog-api-key'),
    query === '' ? null : readParameter(query, 'key'),
  ];
  const credentials: string[] = [];
  for (const value of offered) {
    const credential = value?.trim() ?? '';
    if (credential === '' || credential.length > LONGEST_CREDENTIAL_CHARS) continue;
    if (!credentials.includes(credential)) credentials.push(credential);
  }
  return credentials;
}

function bearerOf(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ';
  return isBearer ? authorization.slice(7) : null;
}
