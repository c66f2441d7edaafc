import { REPLY_STATUS } from '../reply-status.ts';

/** Headers of an answer that mean the same in every protocol. All others are the upstream's dialect, or tell of its body. */
const NEUTRAL: ReadonlySet<string> = new Set([
  'date',
  'request-id',
  'retry-after',
  'x-request-id',
  'x-should-retry',
]);

/** What of an upstream's headers a client of another protocol is sent, names and values in turn. */
export function neutralHeaders(raw: readonly string[]): string[] {
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (NEUTRAL.has(name.toLowerCase())) headers.push(name, raw[i + 1] ?? '');
  }
  return headers;
}

/** Headers of a request that mean something in one vendor's protocol alone, by how they begin. */
const DIALECT = /^(?:anthropic|openai|x-goog|x-codex)-/;

/** What said how the client's body was written, and how it wants to read the answer. */
const OF_THE_BODY: ReadonlySet<string> = new Set(['accept-encoding', 'content-type']);

/** What of a client's headers an upstream of another protocol is sent. */
export function carriedHeaders(raw: readonly string[]): string[] {
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (!DIALECT.test(lower) && !OF_THE_BODY.has(lower)) headers.push(name, raw[i + 1] ?? '');
  }
  return headers;
}

/**
 * The status of an answer that failed after it had proven itself: never one that ends a client's attempts for good
 * (Codex repeats a 401, 404 or 413, others stop), because it passes.
 */
export function passingStatus(stated: number): number {
  return stated === REPLY_STATUS.tooMany || stated === REPLY_STATUS.unavailable
    ? stated
    : REPLY_STATUS.badGateway;
}
