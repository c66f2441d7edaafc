import type { Verdict } from '../core/classify.ts';
import type { Choice } from './choice.ts';
import type { ProxyDeps } from './deps.ts';
import { leaveBehind, type Examined } from './examine.ts';
import { forward } from './forward.ts';
import { judge } from './judge.ts';
import { bareFilter, foreignFilter, noteRefused } from './opaque-tokens.ts';
import { requestFor } from './request-for.ts';
import type { Run } from './run.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** What was sent, what came of it, and what that means. */
export type Attempted = {
  readonly request: UpstreamRequest;
  readonly examined: Examined;
  readonly verdict: Verdict;
};

/**
 * One attempt with a candidate. Where the upstream refuses an opaque token that nobody knew to be another's, a second
 * one follows without any: no other candidate could do better with them.
 */
export async function attempt(run: Run, choice: Choice, deps: ProxyDeps): Promise<Attempted> {
  const { call, admission, ledger, place } = run;
  const { candidate } = choice;
  const filter = foreignFilter(admission, candidate, place, deps);
  const request = requestFor(call, admission, candidate, filter, deps);
  const attempted = await send(run, choice, request, deps);
  const bare = bareOf(run, choice, attempted, deps);
  if (bare === null) return attempted;

  leaveBehind(attempted.examined);
  ledger.attemptRepeated(attempted.examined, attempted.verdict);
  const repeated = await send(run, choice, bare, deps);
  const { next, blame } = repeated.verdict;
  if (next === 'relay' && blame === 'nobody') {
    noteRefused(request, admission, deps);
    place.looked(true);
  }
  return repeated;
}

async function send(
  run: Run,
  choice: Choice,
  request: UpstreamRequest,
  deps: ProxyDeps,
): Promise<Attempted> {
  run.ledger.attemptBegins(choice, request);
  const observer = deps.captures.attempt(run, choice.candidate, request);
  const examined = await forward(run, request, observer, deps);
  return { request, examined, verdict: judge(examined, run.admission, request, deps) };
}

/** The request without any opaque token; null when none was refused, or when there is nothing left to take out. */
function bareOf(
  { call, admission }: Run,
  { candidate }: Choice,
  { request, verdict }: Attempted,
  deps: ProxyDeps,
): UpstreamRequest | null {
  if (verdict.reason !== 'opaqueToken' || call.isOver) return null;
  const filter = bareFilter(admission, deps);
  if (filter === null) return null;
  const bare = requestFor(call, admission, candidate, filter, deps);
  const isSame = bare.body?.equals(request.body ?? Buffer.alloc(0)) ?? request.body === null;
  return isSame ? null : bare;
}
