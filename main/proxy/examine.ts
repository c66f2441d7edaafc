import type { OutcomeFacts } from '../core/outcome.ts';
import type { RuleSet } from '../core/rules/apply.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { collectBody } from './collect.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';
import { AnswerGate } from './gate.ts';
import { mintedScanner } from './opaque-tokens.ts';
import { headerOf } from './raw-headers.ts';
import type { UpstreamRequest } from './upstream-request.ts';
import type { AnswerFailure, AnswerHead, UpstreamAnswer } from './upstream-answer.ts';

/** An attempt's answer as far as it had to be read to know what it is worth. */
export type Examined = {
  readonly facts: OutcomeFacts;
  /** Null when there was no answer. */
  readonly head: AnswerHead | null;
  /** Decoded beginning of what it says about its failure; empty when there is nothing. May hold the key. */
  readonly text: string;
  /** What could be relayed; null when there is nothing whole. */
  readonly body: AnswerBody | null;
  /** A good answer without content; only where a rule asks for them. */
  readonly isEmpty?: true;
};

export type AnswerBody =
  /** A 2xx behind its gate. */
  | { readonly kind: 'gated'; readonly gate: AnswerGate }
  /** Any other status; all of it is here. */
  | { readonly kind: 'whole'; readonly bytes: Buffer };

type Arrived = {
  readonly call: Call;
  readonly admission: Admission;
  readonly rules: RuleSet;
  readonly answer: UpstreamAnswer;
  readonly head: AnswerHead;
  readonly request: UpstreamRequest;
  /** Whether the client has the head of an event stream already. */
  readonly early: { readonly isSent: boolean };
  readonly gateTimeoutMs: number;
};

/** An error answer is read whole, because it may echo the key; one larger than this is not an error message. */
const MAX_ERROR_BYTES = 8 * 1024 * 1024;
/** The client waits while a failed attempt explains itself. */
const EXPLAIN_MS = 5000;
const MAX_TEXT_BYTES = 64 * 1024;

/** A whole answer has to be held until it is converted. */
export const MAX_CONVERTED_BYTES = 64 * 1024 * 1024;

const NO_EVENTS_TEXT = 'the client waits for events already, and this is no event stream';

/** Waits until a 2xx has proven itself, or reads what another status says. */
export function examine(
  arrived: Arrived,
  failed: (failure: AnswerFailure) => Examined,
  deps: ProxyDeps,
): Promise<Examined> {
  return arrived.head.status < 300
    ? throughGate(arrived, failed, deps)
    : readError(arrived, failed, deps);
}

/** Closes the connection of an answer that is not relayed: an upstream may go on behind its error. */
export function leaveBehind({ body }: Examined): void {
  if (body?.kind === 'gated') body.gate.drop();
}

async function throughGate(
  { call, admission, rules, answer, head, request, early, gateTimeoutMs }: Arrived,
  failed: (failure: AnswerFailure) => Examined,
  deps: ProxyDeps,
): Promise<Examined> {
  const { protocol, operation, converted } = request;
  const gate = new AnswerGate({
    request: {
      method: call.method,
      protocol,
      operation,
      isStreaming: admission.facts.isStreaming,
      isEmptyWanted: rules.isEmptyWanted,
    },
    head,
    answer,
    clock: deps.clock,
    gateTimeoutMs,
    isTextWanted: rules.isGoodTextWanted,
    onPlain: mintedScanner(admission, request, deps),
  });
  const result = gate.result ?? (await gate.opened);
  const body = { kind: 'gated', gate } as const;
  const { status } = head;
  if (result.ok && early.isSent && !gate.isEventStream && converted === null) {
    // It may be a good answer, but not behind the head that is out. A converted one is made events of.
    const facts = { kind: 'unproven', status, flaw: 'malformed' } as const;
    return { facts, head, text: NO_EVENTS_TEXT, body };
  }
  if (result.ok && converted !== null && !admission.facts.isStreaming) {
    const broken = await brokenLater(gate, status);
    if (broken !== null && 'failure' in broken) {
      gate.drop();
      return { ...failed(broken.failure), head };
    }
    if (broken !== null) return { ...broken, head, body };
  }
  if (result.ok) {
    const isEmpty = result.isEmpty === true ? { isEmpty: result.isEmpty } : {};
    return { facts: { kind: 'answered', status }, head, text: gate.text, body, ...isEmpty };
  }
  if (result.kind === 'flaw') {
    const { flaw, text } = result;
    return { facts: { kind: 'unproven', status, flaw }, head, text, body };
  }
  gate.drop();
  const { failure } = result;
  if (failure.kind === 'timedOut' && failure.phase === 'gate') {
    return { facts: failure, head, text: '', body: null };
  }
  return { ...failed(failure), head };
}

/**
 * Why an answer that had proven itself is none after all; null where it is whole. Its client is sent nothing before its
 * end, and so need never know.
 */
async function brokenLater(
  gate: AnswerGate,
  status: number,
): Promise<Pick<Examined, 'facts' | 'text'> | { readonly failure: AnswerFailure } | null> {
  const end = await gate.holdWhole(MAX_CONVERTED_BYTES);
  if (end === null) return null;
  const { report, failure } = end;
  const { error, sawEnd } = report;
  if (error !== null)
    return { facts: { kind: 'unproven', status, flaw: 'errorEvent' }, text: error };
  // What came behind the end marker is not missed.
  if (sawEnd === true) return null;
  if (failure !== null) return { failure };
  return sawEnd === null
    ? null
    : { facts: { kind: 'unproven', status, flaw: 'noEndMarker' }, text: '' };
}

async function readError(
  { call, answer, head }: Arrived,
  failed: (failure: AnswerFailure) => Examined,
  deps: ProxyDeps,
): Promise<Examined> {
  const limits = { maxBytes: MAX_ERROR_BYTES, maxMs: EXPLAIN_MS };
  const collected = await collectBody(answer, limits, deps.clock);
  // Cut short by the client's leaving, it says nothing about the upstream.
  if (call.isOver && collected.failure !== null) return { ...failed(collected.failure), head };
  const codings = codingsOf(headerOf(head.headers, 'content-encoding'));
  const beginning =
    codings.length === 0
      ? collected.bytes.subarray(0, MAX_TEXT_BYTES)
      : await decodeBeginning(collected.bytes, codings, MAX_TEXT_BYTES);
  return {
    facts: { kind: 'answered', status: head.status },
    head,
    text: beginning?.toString('utf8') ?? '',
    body: collected.isWhole ? { kind: 'whole', bytes: collected.bytes } : null,
  };
}
