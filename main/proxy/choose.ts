import type { Candidate, Tried } from '../core/select.ts';
import { select } from '../core/select.ts';
import type { Admission } from './admit.ts';
import type { ProxyDeps } from './deps.ts';

/** The next candidate as the books stand, whose turn is then over; null when there is none left to try. */
export function choose(
  admission: Admission,
  tried: readonly Tried[],
  firstAttemptAt: number | null,
  deps: ProxyDeps,
): Candidate | null {
  const settings = deps.settings.current();
  const now = deps.clock.now();
  if (tried.length > 0 && !settings.isFailoverEnabled) return null;
  if (admission.deadlineAt !== null && now >= admission.deadlineAt) return null;
  // A client that waits repeats the request by itself; better a clear answer than the last of many channels.
  if (firstAttemptAt !== null && now - firstAttemptAt > settings.attemptBudgetMs) return null;

  const selection = select(admission.candidates.eligible, tried, settings);
  if (selection.kind === 'none') return null;
  if (selection.kind === 'stay') return selection.candidate;
  const eligible = deps.rotation.nextChannel(selection.group);
  if (eligible === undefined) return null;
  const key = deps.rotation.nextKey(eligible);
  const url = eligible.urls[0];
  return key === undefined || url === undefined ? null : { eligible, key, url };
}
