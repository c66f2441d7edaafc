import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { AppError } from '../core/app-error.ts';
import type { Session } from '../store/store.ts';
import type { AdminContext, AdminDeps, AdminEnv } from './deps.ts';
import { isLoopbackHost } from './host-check.ts';
import { siteOf, type Site } from './same-origin.ts';
import type { Sessions } from './sessions.ts';

/** One cookie for each port: two copies of the program on one machine do not log each other out. */
export function cookieName(deps: AdminDeps): string {
  return `ccload_${deps.config.port().toString()}`;
}

export function siteOfCall(c: AdminContext): Site {
  return siteOf({
    secFetchSite: c.req.header('sec-fetch-site'),
    origin: c.req.header('origin'),
    host: c.req.header('host'),
  });
}

export function bearerOf(c: AdminContext): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

/**
 * The session a call shows: as Bearer, or as cookie from a page of ours. A cookie alone proves nothing,
 * because the browser sends it for whoever asks.
 *
 * On another machine's address over plain http, browsers say nothing about the origin of a read, so there it is let
 * through: the cookie is SameSite=Strict, a page on another port cannot read the answer, and reads change nothing.
 *
 * @returns null when there is none, or none that still stands
 */
export async function sessionOf(
  c: AdminContext,
  deps: AdminDeps,
  sessions: Sessions,
): Promise<Session | null> {
  const bearer = bearerOf(c);
  if (bearer !== undefined) return sessions.find(bearer);
  const cookie = getCookie(c, cookieName(deps));
  if (cookie === undefined) return null;
  const site = siteOfCall(c);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (site === 'foreign' || (site === 'unknown' && !(isRead && isSilentHost(c)))) {
    throw new AppError(
      'auth.forbidden-origin',
      'The session cookie counts only for calls from our own page. Send the session as Bearer instead.',
    );
  }
  return sessions.find(cookie);
}

/** Browsers send `Sec-Fetch-Site` to https and loopback addresses only. */
function isSilentHost(c: AdminContext): boolean {
  const isSecFetchSent = c.req.header('sec-fetch-site') !== undefined;
  return !isSecFetchSent && !isLoopbackHost(c.req.header('host') ?? '');
}

/** Lets nobody past without a session. */
export function guard(deps: AdminDeps, sessions: Sessions): MiddlewareHandler<AdminEnv> {
  return async (c, next) => {
    const session = await sessionOf(c, deps, sessions);
    if (session === null) {
      c.header('WWW-Authenticate', 'Bearer realm="ccload"');
      throw new AppError('auth.required', 'Log in first: POST /login with the password.');
    }
    c.set('session', session);
    await next();
  };
}
