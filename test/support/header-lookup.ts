import type { HeaderLookup } from '../../main/core/header-lookup.ts';

/** A lookup over these headers; names are given in lower case. */
export function lookup(headers: Readonly<Record<string, string>> = {}): HeaderLookup {
  return (name) => headers[name];
}
