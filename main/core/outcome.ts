import type { AttemptOutcome } from '../contracts/record.ts';

/** Why a 2xx is no answer. Nothing of it has reached the client. */
export type Flaw = 'softError' | 'errorEvent' | 'html' | 'empty' | 'noEndMarker' | 'malformed';

/** What happened in an attempt, as fact. The proxy adds the answer itself; a decision needs only this. */
export type OutcomeFacts =
  /** A 2xx that has proven itself, or an answer of any other status. */
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'unproven'; readonly status: number; readonly flaw: Flaw }
  | {
      readonly kind: 'unreachable';
      readonly cause: 'refused' | 'dns' | 'tls' | 'reset' | 'selfLoop' | 'proxy';
      readonly detail: string;
    }
  | {
      readonly kind: 'timedOut';
      readonly phase: 'connect' | 'firstByte' | 'gate' | 'idle' | 'total';
      readonly afterMs: number;
    }
  /** The head arrived and the body broke off; after the gate the client has part of it. */
  | {
      readonly kind: 'broken';
      readonly status: number;
      readonly detail: string;
      readonly isAfterGate: boolean;
    }
  | { readonly kind: 'clientLeft' }
  | { readonly kind: 'cancelled' }
  /** A person gave this attempt up in favour of the next channel. */
  | { readonly kind: 'rerouted' };

/** The name under which an outcome is stored. */
export function outcomeName(outcome: OutcomeFacts): AttemptOutcome {
  switch (outcome.kind) {
    case 'unproven':
      return outcome.flaw;
    case 'unreachable':
      return outcome.cause;
    case 'timedOut':
      return `${outcome.phase}Timeout`;
    case 'answered':
    case 'broken':
    case 'clientLeft':
    case 'cancelled':
    case 'rerouted':
      return outcome.kind;
  }
}

/** One sentence for people about an outcome that does not speak for itself; empty for an answer. */
export function outcomeText(outcome: OutcomeFacts): string {
  switch (outcome.kind) {
    case 'answered':
      return '';
    case 'unproven':
      return FLAW_TEXT[outcome.flaw];
    case 'unreachable':
      // The detail names the proxy and goes on: "http://127.0.0.1:7890 refused the connection to …".
      if (outcome.cause === 'proxy') return `the outbound proxy ${outcome.detail}`;
      return `${UNREACHABLE_TEXT[outcome.cause]}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`;
    case 'timedOut':
      return `${TIMEOUT_TEXT[outcome.phase]} within ${String(outcome.afterMs / 1000)} s`;
    case 'broken':
      return `the answer broke off: ${outcome.detail}`;
    case 'clientLeft':
      return 'the client closed the connection';
    case 'cancelled':
      return 'cancelled by hand';
    case 'rerouted':
      return 'sent on to the next channel by hand';
  }
}

const FLAW_TEXT: Readonly<Record<Flaw, string>> = {
  softError: 'an error in the guise of a success',
  errorEvent: 'the stream began with an error',
  html: 'a web page instead of an answer',
  empty: 'an empty answer',
  noEndMarker: 'the stream ended without its end marker',
  malformed: 'the answer is not valid JSON',
};

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
  gate: 'no output',
  idle: 'no further byte',
  total: 'no whole answer',
} as const;
