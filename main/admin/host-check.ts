import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../core/app-error.ts';
import type { AdminDeps, AdminEnv } from './deps.ts';

/** Names refused so far, so that each is logged once. Whoever invents names cannot fill the log. */
const MAX_LOGGED_HOSTS = 50;

/**
 * Is this a name we are called by? A page of a foreign site can point its own name at 127.0.0.1 and
 * then counts as same-origin with us (DNS rebinding); it cannot do so with an IP address or `localhost`.
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = hostName(host);
  if (name === null) return false;
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowed.some((one) => hostName(one) === name);
}

/** Is this an address that never leaves the machine? */
export function isLoopbackHost(host: string): boolean {
  const name = hostName(host);
  if (name === null) return false;
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || name.startsWith('127.')
  );
}

/** The host without port, brackets and the root's dot, in lower case. */
function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]\\]+))(?::\d{0,5})?$/i.exec(host);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return null;
  return name.toLowerCase().replace(/\.$/, '');
}

/** Answers 421 to a foreign name. The ping at /health is left out: load balancers call it by any name. */
export function hostCheck(deps: AdminDeps): MiddlewareHandler<AdminEnv> {
  const logged = new Set<string>();
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (c.req.path !== '/health' && !isAllowedHost(host, deps.config.hosts)) {
      if (!logged.has(host) && logged.size < MAX_LOGGED_HOSTS) {
        logged.add(host);
        const shown = JSON.stringify(host.slice(0, 100));
        deps.log.warn(`refused a call to host ${shown}: add it to CCLOAD_HOSTS if it is yours`);
      }
      throw new AppError(
        'host.not-allowed',
        'This program does not answer to that host name. Add it to CCLOAD_HOSTS, or use an IP address.',
      );
    }
    await next();
  };
}
