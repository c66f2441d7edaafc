import type { Tried } from '../core/select.ts';
import { admit } from './admit.ts';
import { answerByOurselves } from './answer-by-ourselves.ts';
import { attempt } from './attempt.ts';
import type { Call } from './call.ts';
import { choose } from './choose.ts';
import type { ProxyDeps } from './deps.ts';
import type { Ending } from './ending.ts';
import { leaveBehind } from './examine.ts';
import { takeSlot } from './queue.ts';
import { relay } from './relay.ts';
import { replyExhausted, replyGone, replyWithoutSlot } from './reply-exhausted.ts';
import { Run } from './run.ts';

/** THE story of a client's request: admit → choose → forward → judge → relay, or the next candidate → record. */
export async function handleRequest(call: Call, deps: ProxyDeps): Promise<void> {
  const admitted = await admit(call, deps);
  if (!admitted.ok) return answerByOurselves(call, admitted, deps);

  const run = new Run(call, admitted.admission, deps);
  const slot = await takeSlot(run, deps);
  try {
    run.ledger.close(
      slot === 'taken' ? await answer(run, deps) : replyWithoutSlot(run, slot, deps),
    );
  } finally {
    if (slot === 'taken') deps.slots.release();
    if (run.capture !== null) deps.captures.close(run.capture);
    run.admission.hold?.end(run.ledger.cost);
  }
}

/** One round is one attempt. Until its answer has proven itself, the next key, URL or channel can take over unseen. */
async function answer(run: Run, deps: ProxyDeps): Promise<Ending> {
  const { call, ledger } = run;
  const tried: Tried[] = [];
  for (;;) {
    const choice = await choose(run, tried, deps);
    if (choice === null) return call.isOver ? replyGone(run, deps) : replyExhausted(run, deps);

    const { candidate, lease, wasCooling } = choice;
    try {
      const { request, examined, verdict } = await attempt(run, choice, deps);
      if (verdict.next === 'relay') {
        return await relay({ run, choice, request, examined, verdict }, deps);
      }
      leaveBehind(examined);
      tried.push({ candidate, verdict, wasCooling });
      deps.availability.settle(lease, verdict);
      ledger.attemptFailed(examined, verdict);
    } finally {
      deps.availability.release(lease);
      choice.hold.end(ledger.cost);
    }
  }
}
