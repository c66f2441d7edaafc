import { classify } from '../core/classify.ts';
import type { Tried } from '../core/select.ts';
import { admit, type Admission } from './admit.ts';
import { answerByOurselves } from './answer-by-ourselves.ts';
import type { Call } from './call.ts';
import { choose } from './choose.ts';
import type { ProxyDeps } from './deps.ts';
import type { Ending } from './ending.ts';
import { failureDetail } from './failure-detail.ts';
import { forward, upstreamRequest } from './forward.ts';
import { Ledger } from './ledger.ts';
import { relay } from './relay.ts';
import { replyExhausted, replyGone } from './reply-exhausted.ts';

/** THE story of a client's request: admit → choose → forward → classify → relay, or the next candidate → record. */
export async function handleRequest(call: Call, deps: ProxyDeps): Promise<void> {
  const admitted = await admit(call, deps);
  if (!admitted.ok) return answerByOurselves(call, admitted, deps);

  const ledger = new Ledger(call, admitted.admission, deps);
  await deps.slots.take();
  try {
    ledger.close(await answer(call, admitted.admission, ledger, deps));
  } finally {
    deps.slots.release();
  }
}

/** One round is one attempt. What fails before its answer starts moves on to the next key, URL or channel. */
async function answer(
  call: Call,
  admission: Admission,
  ledger: Ledger,
  deps: ProxyDeps,
): Promise<Ending> {
  const tried: Tried[] = [];
  for (;;) {
    if (call.isOver) return replyGone(call, admission, deps);
    const candidate = choose(admission, tried, ledger.firstAttemptAt, deps);
    if (candidate === null) return replyExhausted(call, admission, ledger.failures, deps);

    const request = upstreamRequest(call, admission, candidate);
    ledger.attemptBegins(candidate, request);
    const outcome = await forward(call, admission, request, ledger.attemptSent, deps);
    const verdict = classify(outcome);
    tried.push({ candidate, verdict });

    if (verdict.next === 'relay' && outcome.kind === 'answered') {
      return relay({ call, admission, candidate, answered: outcome }, ledger, deps);
    }
    ledger.attemptFailed(outcome, verdict, await failureDetail(outcome, candidate, deps));
  }
}
