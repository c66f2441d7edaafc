import { wholeAnswerFlaw } from '../core/gate/whole-answer.ts';
import type { OutcomeFacts } from '../core/outcome.ts';
import { collectBody } from './collect.ts';
import { connectionOutcome } from './connection-error.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';
import { dispatch, isFailure } from './dispatch.ts';
import { headerOf } from './raw-headers.ts';
import { UpstreamAnswer, type AnswerFailure, type AnswerHead } from './upstream-answer.ts';
import type { WireRequest } from './wire-request.ts';

/** What came of a request of our own. */
export type Exchanged = {
  readonly facts: OutcomeFacts;
  /** Null when there was no answer. */
  readonly head: AnswerHead | null;
  /** Decoded beginning of what an answer other than a good one says. May hold the key. */
  readonly text: string;
};

/** Lists of models reach some hundred KB; whatever is longer is one all the same. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_TEXT_BYTES = 64 * 1024;

/** One request of our own and what its whole answer is worth, by the rules for any attempt. */
export async function exchange(
  request: WireRequest,
  { dispatchers, clock }: Pick<ProxyDeps, 'dispatchers' | 'clock'>,
  signal: AbortSignal,
): Promise<Exchanged> {
  const { connectTimeoutMs, checkTimeoutMs } = request.settings;
  const timeouts = { isStreaming: false, firstByteMs: 0, idleMs: 0, totalMs: checkTimeoutMs };
  const answer = new UpstreamAnswer(clock, timeouts, noop);
  const abort = (): void => {
    answer.abort();
  };
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) answer.abort();
    else dispatch(dispatchers.for(request.route), request, answer);
    const head = await answer.head;
    if (isFailure(head)) return { facts: factsOf(head, connectTimeoutMs), head: null, text: '' };
    const limits = { maxBytes: MAX_BODY_BYTES, maxMs: checkTimeoutMs };
    const { bytes, failure } = await collectBody(answer, limits, clock);
    if (failure !== null) return { facts: factsOf(failure, connectTimeoutMs), head, text: '' };
    return await judged(request.method, head, bytes);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function judged(method: string, head: AnswerHead, bytes: Buffer): Promise<Exchanged> {
  const { status } = head;
  const codings = codingsOf(headerOf(head.headers, 'content-encoding'));
  const answered = { kind: 'answered', status } as const;
  if (method === 'HEAD') return { facts: answered, head, text: '' };
  const body =
    codings.length === 0
      ? bytes
      : ((await decodeBeginning(bytes, codings, MAX_BODY_BYTES)) ?? bytes);
  const text = body.subarray(0, MAX_TEXT_BYTES).toString('utf8');
  if (status >= 300) return { facts: answered, head, text };
  const contentType = headerOf(head.headers, 'content-type') ?? '';
  const isCut = bytes.length >= MAX_BODY_BYTES;
  const flaw = isCut ? null : wholeAnswerFlaw(body, contentType);
  return flaw === null
    ? { facts: answered, head, text: '' }
    : { facts: { kind: 'unproven', status, flaw }, head, text };
}

function factsOf(failure: AnswerFailure, connectTimeoutMs: number): OutcomeFacts {
  if (failure.kind === 'timedOut') return failure;
  const { status, error } = failure;
  return status === null
    ? connectionOutcome(error, connectTimeoutMs)
    : { kind: 'broken', status, detail: error.message, isAfterGate: false };
}

function noop(): void {
  // Nobody watches the phases of it.
}
