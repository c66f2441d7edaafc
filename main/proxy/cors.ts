import type { HeaderLookup } from '../core/header-lookup.ts';
import type { Call } from './call.ts';

/** Headers that let a page of an allowed origin read an answer; none for every other caller. */
export function corsHeaders(call: Call, allowed: readonly string[]): readonly string[] {
  const origin = call.header('origin');
  if (origin === undefined || !allowed.includes(origin)) return [];
  return [
    'access-control-allow-origin',
    origin,
    'vary',
    'origin',
    'access-control-expose-headers',
    '*',
  ];
}

/** Whether a page asks whose origin is not allowed. It could read a socket without asking anybody first. */
export function isForeignOrigin(header: HeaderLookup, allowed: readonly string[]): boolean {
  const origin = header('origin');
  return origin !== undefined && !allowed.includes(origin);
}

/** What a preflight asks on top. */
export function preflightHeaders(call: Call, allow: string): readonly string[] {
  const wanted = call.header('access-control-request-headers');
  return [
    'access-control-allow-methods',
    allow,
    ...(wanted === undefined ? [] : ['access-control-allow-headers', wanted]),
    'access-control-max-age',
    '600',
  ];
}
