import type { ChannelKey, ChannelUrl } from '../../contracts/channel.ts';
import type { CooldownView } from '../../contracts/cooldown.ts';
import type { Choice } from '../../contracts/record.ts';
import type { ExplainedRank, RouteSentence } from '../../contracts/route-explanation.ts';
import { localTimeText } from '../limits/calendar.ts';
import type { Moment } from '../limits/limit-reason.ts';
import { routeSaid } from './route-said.ts';
import { counted } from './words.ts';

/** Completes a sentence that names a channel: why an attempt goes to it. */
export const CHOICE_TEXTS: Readonly<Record<Choice, string>> = {
  rotation: 'it is its turn among those of its priority',
  affinity: 'it served the conversation before',
  failover: 'the channel before it failed',
  staysInChannel: 'another key, URL or model name of the same channel failed',
  cooling: 'it is cooling down, and nothing else is left',
  only: 'no other channel can serve the request',
};

/** Why a request gives up before a channel that it could try. */
export type Unreached = 'failoverOff' | 'maxChannels' | 'timeIsOver';

/** Completes the sentence that begins with the channel's name, as `exclusionText` does. */
export function unreachedText(why: Unreached, maxChannels: number): string {
  switch (why) {
    case 'failoverOff':
      return 'is not reached: failover is switched off (setting "isFailoverEnabled")';
    case 'maxChannels':
      return `is not reached: a request tries at most ${counted(maxChannels, 'channel')} (setting "maxChannelsPerRequest")`;
    case 'timeIsOver':
      return 'is not reached in the time that the client gives';
  }
}

type Parts = { readonly keys: readonly ChannelKey[]; readonly urls: readonly ChannelUrl[] };

/** What of a channel cools down, as people know it; null for the channel itself. */
export function cooldownSubject({ scope }: CooldownView, { keys, urls }: Parts): string | null {
  switch (scope.kind) {
    case 'channel':
      return null;
    case 'key':
      return keys.find(({ id }) => id === scope.keyId)?.mask ?? '';
    case 'url':
      return withoutQuery(urls.find(({ id }) => id === scope.urlId)?.url ?? '');
    case 'model':
      return scope.model;
  }
}

/** One thing of a channel that is not closed, as a sentence without its full stop. */
export function cooldownText(view: CooldownView, parts: Parts, moment: Moment): string {
  const { scope, follows, strikes, reason } = view;
  const subject = cooldownSubject(view, parts) ?? '';
  const what = {
    channel: 'The channel',
    key: `The key ${subject}`,
    url: `The URL ${subject}`,
    model: `The model "${subject}"`,
  }[scope.kind];
  const until = `until ${localTimeText(moment.zone, view.until)} (${moment.zone.name})`;
  if (follows !== null) return `All its ${follows} are cooling down, the first ${until}`;
  if (view.state === 'halfOpen') {
    const trial = view.isTrialRunning ? 'one tries it now' : 'the next one tries it';
    return `${what} has cooled down, and takes one request at a time until it has proven itself: ${trial}`;
  }
  if (view.until <= moment.now) return `${what} is cooling down until a check succeeds (${reason})`;
  const why = view.isManual
    ? 'set by hand'
    : `${reason}${view.isStated ? ', as its upstream said' : ''}${strikes > 1 ? `, ${String(strikes)} times in a row` : ''}`;
  return `${what} is cooling down ${until}: ${why}`;
}

/** Why a channel stands where it does, one sentence each. */
export function rankSaid(
  rank: ExplainedRank,
  sharing: { count: number; share: number } | null,
): RouteSentence[] {
  const { group, priority, health, balancing, weight, credit, inFlight, latencyMs } = rank;
  const sentences: RouteSentence[] = [routeSaid('rank', { priority, group })];
  if (health !== null) {
    const { successes, failures, effectivePriority } = health;
    const effective = round(effectivePriority);
    sentences.push(routeSaid('health', { effective, requests: successes + failures, failures }));
  }
  if (sharing === null || sharing.count < 2) return sentences;
  const { count, share } = sharing;
  const standing = { weight, credit: round(credit), inFlight, latencyMs };
  return [...sentences, routeSaid('sharing', { count, share, balancing, ...standing })];
}

/** A query may carry a credential. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
