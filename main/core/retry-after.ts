/**
 * Seconds until an upstream's `Retry-After` (RFC 9110 §10.2.3: seconds, or an HTTP date), null when there is none or it
 * cannot be read. `now` is epoch milliseconds. A date in the past counts as 0.
 */
export function retryAfterSec(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text);
  // Every form of an HTTP date begins with a day's name; `Date.parse` by itself takes "-3" for a year.
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, (at - now) / 1000);
}
