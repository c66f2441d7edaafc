import { cooldownLengths } from '../core/availability/rules.ts';
import { classify, type Evidence, type Verdict } from '../core/classify.ts';
import { applyRules } from '../core/rules/apply.ts';
import type { Admission } from './admission.ts';
import type { ProxyDeps } from './deps.ts';
import type { Examined } from './examine.ts';
import { headerOf } from './raw-headers.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/**
 * What an attempt's outcome means: by the user's rules, then by the one table. Faults of this machine's own network
 * blame nobody.
 */
export function judge(
  examined: Examined,
  admission: Admission,
  request: UpstreamRequest,
  deps: ProxyDeps,
): Verdict {
  const now = deps.clock.now();
  const raw = examined.head?.headers ?? [];
  const evidence = {
    outcome: examined.facts,
    protocol: request.protocol,
    now,
    utcOffsetMs: deps.limits.zone.offsetMsAt(now),
    header: (name: string) => headerOf(raw, name),
    text: examined.text,
  };
  const lengths = cooldownLengths(request.settings);
  const ruled = rule(evidence, examined, request, deps);
  const verdict = ruled ?? classify(evidence, lengths);
  if (isWorthNoting(examined, ruled)) note(evidence, examined, request, deps);
  if (verdict.next === 'relay' && examined.body === null) {
    // Half of an error message must not be passed on as if it were all of it.
    const status = examined.head?.status ?? 0;
    const detail = 'its error message broke off';
    const outcome = { kind: 'broken', status, detail, isAfterGate: false } as const;
    return classify({ ...evidence, outcome }, lengths);
  }
  if (isNobodysFault(verdict, admission, now)) return { ...verdict, blame: 'nobody' };
  const isUnreachable = verdict.reason === 'unreachable';
  const { facts } = examined;
  // An outbound proxy that is gone is no loss of the network, however many channels go through it.
  const isProxyFault = facts.kind === 'unreachable' && facts.cause === 'proxy';
  if (!isProxyFault) deps.network.note(request.route.origin, !isUnreachable, now);
  if (!isUnreachable && verdict.reason !== 'timeout' && verdict.reason !== 'cut') return verdict;
  return deps.network.isDown(now) ? { ...verdict, blame: 'nobody' } : verdict;
}

/** Null where no rule decides, which is nearly always: then there are none. */
function rule(
  evidence: Evidence,
  examined: Examined,
  { candidate, settings }: UpstreamRequest,
  deps: ProxyDeps,
): Verdict | null {
  const { rules } = deps.rules.rulesFor(candidate.eligible.channel.id);
  if (rules.length === 0) return null;
  const context = { lengths: cooldownLengths(settings), utcOffsetOf: deps.rules.utcOffsetOf };
  const isEmpty = examined.isEmpty === true;
  const decision = applyRules(rules, { ...evidence, isEmpty }, context);
  if (decision === null) return null;
  deps.rules.hit(decision.rule.id, evidence.now);
  return decision.verdict;
}

/** What a person could want to write a rule about: answers that failed, and those that a rule decided about. */
function isWorthNoting({ facts }: Examined, ruled: Verdict | null): boolean {
  if (facts.kind === 'answered') return ruled !== null || facts.status >= 400;
  return facts.kind === 'unproven';
}

function note(
  { now, protocol, text }: Evidence,
  { facts, head, isEmpty }: Examined,
  { candidate }: UpstreamRequest,
  deps: ProxyDeps,
): void {
  const { channel } = candidate.eligible;
  const flaw = facts.kind === 'unproven' ? facts.flaw : null;
  deps.recentAnswers.note(
    {
      at: now,
      channelId: channel.id,
      channelName: channel.name,
      status: head?.status ?? 0,
      protocol,
      flaw,
      isEmpty: isEmpty === true || flaw === 'empty',
      rawHeaders: head?.headers ?? [],
      text,
    },
    [candidate.key.secret ?? ''],
  );
}

function isNobodysFault(verdict: Verdict, { deadlineAt, facts }: Admission, now: number): boolean {
  // The client itself allowed no more time.
  if (verdict.reason === 'timeout' && deadlineAt !== null && now >= deadlineAt) return true;
  // A path that this upstream does not have says nothing about the paths that people use it for.
  return verdict.reason === 'wrongUrl' && facts.model === null;
}
