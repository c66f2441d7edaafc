import type { OutcomeFacts } from '../core/outcome.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';
import { SelfLoopError } from './self-loop-error.ts';

export type ConnectionOutcome = Extract<OutcomeFacts, { kind: 'unreachable' | 'timedOut' }>;

type Cause = Extract<OutcomeFacts, { kind: 'unreachable' }>['cause'];

/** Codes of Node and undici for a name that does not resolve. */
const DNS_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const REFUSED_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const CONNECT_TIMEOUT_CODES = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

/** Turns the error of a connection that gave no answer into an outcome. */
export function connectionOutcome(error: Error, connectTimeoutMs: number): ConnectionOutcome {
  if (error instanceof SelfLoopError) {
    return { kind: 'unreachable', cause: 'selfLoop', detail: error.message };
  }
  if (error instanceof OutboundProxyError) {
    return { kind: 'unreachable', cause: 'proxy', detail: error.message };
  }
  const codes = errorCodes(error);
  if (codes.some((code) => CONNECT_TIMEOUT_CODES.has(code))) {
    return { kind: 'timedOut', phase: 'connect', afterMs: connectTimeoutMs };
  }
  return { kind: 'unreachable', cause: causeOf(codes), detail: describeError(error) };
}

function causeOf(codes: readonly string[]): Cause {
  if (codes.some((code) => DNS_CODES.has(code))) return 'dns';
  if (codes.some((code) => REFUSED_CODES.has(code))) return 'refused';
  if (codes.some(isTlsCode)) return 'tls';
  return 'reset';
}

function isTlsCode(code: string): boolean {
  return (
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code.includes('CERT') ||
    code === 'EPROTO' ||
    code.startsWith('UNABLE_TO_')
  );
}

/** The codes of an error, its causes and the parts of an AggregateError (one for each address tried). */
function errorCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const parts = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [
    ...own,
    ...errorCodes(error.cause, depth + 1),
    ...parts.flatMap((part) => errorCodes(part, depth + 1)),
  ];
}

/** The error in one line; what is only a code in Node's words is that code. */
export function describeError(error: Error): string {
  const code = errorCodes(error)[0];
  if (code === undefined) return error.message;
  return error.message.includes(code) || error.message === ''
    ? error.message || code
    : `${error.message} (${code})`;
}
