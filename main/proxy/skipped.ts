import type { ChannelId } from '../contracts/channel.ts';
import type { Cooled, SkippedChannel } from '../contracts/record.ts';
import { scopesOf } from '../core/availability/scopes.ts';
import { COOLING_TEXT, exclusionText, type Exclusion } from '../core/candidates.ts';
import type { Verdict } from '../core/classify.ts';
import { localTimeText } from '../core/limits/calendar.ts';
import type { Candidate } from '../core/select.ts';
import type { Admission } from './admission.ts';
import { channelBars } from './channel-limits.ts';
import { targetOf } from './cooling.ts';
import type { ProxyDeps } from './deps.ts';

/** More would tell nobody more, and a burst of failures with hundreds of channels must stay cheap. */
const MAX_SKIPPED = 50;

/** These never could have served the request, and so are the last to be told of. */
const NEVER: ReadonlySet<string> = new Set(['protocol', 'disabled', 'model']);

/**
 * The channels that a request did not go to, as the books stand, those that nearly could have served it first.
 * `isOver`: it goes to no further one, so that those left over are skipped as well.
 */
export function skippedChannels(
  admission: Pick<Admission, 'candidates' | 'token' | 'estimates' | 'conversions'>,
  tried: ReadonlySet<ChannelId>,
  isOver: boolean,
  deps: ProxyDeps,
): readonly SkippedChannel[] {
  const { candidates } = admission;
  const moment = { now: deps.clock.now(), zone: deps.limits.zone };
  const barOf = channelBars(admission, deps);
  const found: SkippedChannel[] = [];
  const exclude = ({ channel, reason }: Exclusion): void => {
    found.push({ ...named(channel), kind: reason.kind, text: exclusionText(reason, moment) });
  };
  for (const one of candidates.eligible) {
    const { channel } = one;
    if (found.length >= MAX_SKIPPED) return found;
    if (tried.has(channel.id)) continue;
    const reason = barOf?.(one) ?? null;
    if (reason !== null) exclude({ channel, reason });
    else if (!deps.availability.parts.hasFree(one, moment.now)) {
      const until = deps.availability.soonest([one]) ?? moment.now;
      const time =
        until > moment.now
          ? ` until ${localTimeText(moment.zone, until)} (${moment.zone.name})`
          : '';
      found.push({ ...named(channel), kind: 'cooling', text: COOLING_TEXT + time });
    } else if (isOver) {
      found.push({ ...named(channel), kind: 'notReached', text: 'was not reached' });
    }
  }
  const { exclusions } = candidates;
  for (const one of exclusions) if (!NEVER.has(one.reason.kind)) exclude(one);
  for (const one of exclusions) {
    if (found.length >= MAX_SKIPPED) break;
    if (NEVER.has(one.reason.kind)) exclude(one);
  }
  return found.slice(0, MAX_SKIPPED);
}

/** What of its candidate a failed attempt cooled down that began at `startedAt`; the channel, where that cooled too. */
export function cooledBy(
  candidate: Candidate,
  { blame }: Pick<Verdict, 'blame'>,
  startedAt: number,
  { availability, clock }: Pick<ProxyDeps, 'availability' | 'clock'>,
): Cooled | null {
  if (blame === 'nobody' || blame === 'client') return null;
  const now = clock.now();
  // The channel comes first.
  for (const scope of scopesOf(targetOf(candidate))) {
    if (scope.kind !== blame && scope.kind !== 'channel') continue;
    const circuit = availability.circuitOf(scope);
    if (circuit === null || circuit.until <= now || circuit.openedAt < startedAt) continue;
    return { scope: scope.kind, until: circuit.until };
  }
  return null;
}

function named({
  id,
  name,
}: Exclusion['channel']): Pick<SkippedChannel, 'channelId' | 'channelName'> {
  return { channelId: id, channelName: name };
}
