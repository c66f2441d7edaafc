import { outcomeText } from '../core/outcome.ts';
import { redactText } from '../core/redact.ts';
import { retryAfterSec } from '../core/retry-after.ts';
import type { Candidate } from '../core/select.ts';
import { collectBody } from './collect.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';
import type { Outcome } from './forward.ts';
import { headerOf } from './raw-headers.ts';

/** What a failed attempt said about itself, fit to be shown. */
export type FailureDetail = { readonly text: string; readonly retryAfterSec: number | null };

/** The client waits while a failed attempt explains itself: its words are worth this much and no more. */
const EXPLAIN_LIMITS = { maxBytes: 64 * 1024, maxMs: 2000 };
const MAX_TEXT_LENGTH = 500;

/** The decoded beginning of an upstream's error, or why there is none; keys masked, on one line. */
export async function failureDetail(
  outcome: Outcome,
  candidate: Candidate,
  deps: Pick<ProxyDeps, 'clock'>,
): Promise<FailureDetail> {
  if (outcome.kind !== 'answered') return { text: outcomeText(outcome), retryAfterSec: null };
  const { headers } = outcome.head;
  const collected = await collectBody(outcome.answer, EXPLAIN_LIMITS, deps.clock);
  const codings = codingsOf(headerOf(headers, 'content-encoding'));
  const beginning = await decodeBeginning(collected.bytes, codings, EXPLAIN_LIMITS.maxBytes);
  const text = beginning === null ? '(unreadable body)' : oneLine(beginning.toString('utf8'));
  return {
    text: shorten(redactText(text, [candidate.key.secret ?? ''])),
    retryAfterSec: retryAfterSec(headerOf(headers, 'retry-after'), deps.clock.now()),
  };
}

/** A log line stays one line, and a terminal is not steered by what an upstream sends. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
}
