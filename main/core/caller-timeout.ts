import type { HeaderLookup } from './header-lookup.ts';
import { readParameter } from './query.ts';

/** Query parameters in which a client may state its deadline; they are for us and go no further. */
export const TIMEOUT_PARAMETERS = ['timeout_ms', 'timeout_s'] as const;

/** Longest delay a timer can hold; beyond it Node would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** How long the client is ready to wait for the whole request, in milliseconds; null when it does not say. */
export function callerTimeoutMs(header: HeaderLookup, query: string): number | null {
  if (query !== '') {
    const fromQuery =
      toMs(readParameter(query, 'timeout_ms'), 1) ?? toMs(readParameter(query, 'timeout_s'), 1000);
    if (fromQuery !== null) return fromQuery;
  }
  return toMs(header('x-timeout-ms'), 1) ?? toMs(header('x-timeout-s'), 1000);
}

/** A value that is no positive decimal number is ignored: a deadline is a wish, not worth a refusal. */
function toMs(text: string | null | undefined, msPerUnit: number): number | null {
  if (text === null || text === undefined || !/^\d{1,12}(\.\d{1,6})?$/.test(text)) return null;
  const ms = Math.ceil(Number(text) * msPerUnit);
  return ms > 0 ? Math.min(ms, LONGEST_TIMEOUT_MS) : null;
}
