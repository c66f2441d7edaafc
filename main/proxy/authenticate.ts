import { hash } from 'node:crypto';
import type { Token } from '../contracts/token.ts';
import { readCredentials } from '../core/credentials.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';

/** Null token: a client of this machine, allowed in without one. */
export type Authentication =
  | { readonly ok: true; readonly token: Token | null }
  | { readonly ok: false; readonly why: 'missing' | 'unknown' | 'disabled' | 'expired' };

/** What of a call tells who makes it. */
export type Caller = Pick<Call, 'header' | 'remoteAddress'>;

/** Finds out whose request it is, and notes that the token was used. */
export function authenticate(call: Caller, query: string, deps: ProxyDeps): Authentication {
  const authentication = identify(call, query, deps);
  if (authentication.ok && authentication.token !== null) {
    deps.tokens.markUsed(authentication.token.id, deps.clock.now());
  }
  return authentication;
}

/** One valid credential is enough, wherever the client put it. */
export function identify(
  call: Caller,
  query: string,
  deps: Pick<ProxyDeps, 'tokens' | 'clock' | 'settings'>,
): Authentication {
  const credentials = readCredentials(call.header, query);
  let why: 'missing' | 'unknown' | 'disabled' | 'expired' =
    credentials.length === 0 ? 'missing' : 'unknown';
  for (const credential of credentials) {
    const token = deps.tokens.findByCredential(credential, sha256);
    if (token === undefined) continue;
    const trouble = troubleOf(token, deps.clock.now());
    if (trouble === null) return { ok: true, token };
    why = trouble;
  }
  if (deps.settings.current().isLocalTokenOptional && isLocalProgram(call)) {
    return { ok: true, token: null };
  }
  return { ok: false, why };
}

/** Why a token is not accepted any more; null when it is. */
export function troubleOf(token: Token, now: number): 'disabled' | 'expired' | null {
  if (!token.isEnabled) return 'disabled';
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : null;
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** A program on this machine and no page in its browser: pages send Origin or fetch metadata, or a rebound Host. */
function isLocalProgram(call: Caller): boolean {
  return (
    isLoopback(call.remoteAddress) &&
    call.header('origin') === undefined &&
    call.header('sec-fetch-site') === undefined &&
    // Behind a reverse proxy everyone's peer is local.
    call.header('x-forwarded-for') === undefined &&
    call.header('forwarded') === undefined &&
    LOOPBACK_HOST.test(call.header('host') ?? '')
  );
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
