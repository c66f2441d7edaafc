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
