import { httpDate } from './evidence/moment.ts';

/**
 * Seconds until an upstream's `Retry-After` (RFC 9110 §10.2.3: seconds, or an HTTP date), null when there is none or it
 * cannot be read. `now` is epoch milliseconds. A date in the past counts as 0.
 */
export function retryAfterSec(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text);
  const at = httpDate(text);
  return at === null ? null : Math.max(0, (at - now) / 1000);
}
