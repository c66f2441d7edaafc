import type { AttemptOutcome } from '../contracts/record.ts';

/** What happened in an attempt, as fact. The proxy adds the answer itself; a decision needs only this. */
export type OutcomeFacts =
  | { readonly kind: 'answered'; readonly status: number }
  | {
      readonly kind: 'unreachable';
      readonly cause: 'refused' | 'dns' | 'tls' | 'reset' | 'selfLoop';
      readonly detail: string;
    }
  | {
      readonly kind: 'timedOut';
      readonly phase: 'connect' | 'firstByte' | 'idle' | 'total';
      readonly afterMs: number;
    }
  /** The head arrived and the body broke off before anything of it reached the client. */
  | { readonly kind: 'broken'; readonly status: number; readonly detail: string }
  | { readonly kind: 'clientLeft' }
  | { readonly kind: 'cancelled' };

/** The name under which an outcome is stored. */
export function outcomeName(outcome: OutcomeFacts): AttemptOutcome {
  switch (outcome.kind) {
    case 'unreachable':
      return outcome.cause;
    case 'timedOut':
      return `${outcome.phase}Timeout`;
    case 'answered':
    case 'broken':
    case 'clientLeft':
    case 'cancelled':
      return outcome.kind;
  }
}

/** One sentence for people about an outcome that is not an answer; empty for an answer. */
export function outcomeText(outcome: OutcomeFacts): string {
  switch (outcome.kind) {
    case 'answered':
      return '';
    case 'unreachable':
      return `${UNREACHABLE_TEXT[outcome.cause]}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`;
    case 'timedOut':
      return `${TIMEOUT_TEXT[outcome.phase]} within ${String(outcome.afterMs / 1000)} s`;
    case 'broken':
      return `the answer broke off: ${outcome.detail}`;
    case 'clientLeft':
      return 'the client closed the connection';
    case 'cancelled':
      return 'cancelled by hand';
  }
}

const UNREACHABLE_TEXT = {
  refused: 'connection refused',
  dns: 'host name not found',
  tls: 'TLS failed',
  reset: 'connection lost before an answer',
  selfLoop: 'the URL leads back to this program',
} as const;

const TIMEOUT_TEXT = {
  connect: 'no connection',
  firstByte: 'no first byte',
  idle: 'no further byte',
  total: 'no whole answer',
} as const;
