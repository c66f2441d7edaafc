import { REPLY_STATUS } from '../core/reply-status.ts';
import { relayConverted } from './convert/relay-converted.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import type { Ending } from './ending.ts';
import { judge } from './judge.ts';
import { GatedRelay } from './relay-gated.ts';
import { relayAsEvent, relayMasked } from './relay-masked.ts';
import type { Relayed, RelayEnd } from './relayed.ts';

/** Passes an upstream's answer on to the client, byte for byte, as it comes. Nothing fails over from here. */
export async function relay(relayed: Relayed, deps: ProxyDeps): Promise<Ending> {
  const { run, choice, request, examined, verdict } = relayed;
  const { call, admission, early } = run;
  early.stop();
  call.beginAnswer();
  // What a rule passes on may be anything, and proves nothing.
  if (verdict.blame === 'nobody' && verdict.rule === undefined) {
    deps.availability.succeed(choice.lease);
    run.place.answered(choice.candidate);
  }
  const { ending, facts } = await relayBody(relayed, deps);
  const isAsJudged = facts.kind === examined.facts.kind;
  const final = isAsJudged ? verdict : judge({ ...examined, facts }, admission, request, deps);
  deps.availability.settle(choice.lease, final);
  const { body } = examined;
  const seen = body?.kind === 'gated' ? body.gate.usage : null;
  run.ledger.attemptRelayed(facts, final, seen);
  return ending;
}

async function relayBody(relayed: Relayed, deps: ProxyDeps): Promise<RelayEnd> {
  const { run, request, examined } = relayed;
  const { body, head } = examined;
  if (body === null || head === null) throw new Error('there is no answer to relay');
  const cors = corsHeaders(run.call, deps.settings.current().corsOrigins);
  if (request.converted !== null) {
    return relayConverted(relayed, request.converted, { head, body }, cors, deps);
  }
  if (body.kind === 'gated' && run.early.isSent && !body.gate.isEventStream) {
    body.gate.drop();
    const ending = relayAsEvent(relayed, REPLY_STATUS.badRequest);
    return { ending, facts: examined.facts };
  }
  if (body.kind === 'gated') return new GatedRelay(relayed, head, body.gate, deps).run(cors);
  const ending = await relayMasked(relayed, head, body.bytes, cors);
  return { ending, facts: examined.facts };
}
