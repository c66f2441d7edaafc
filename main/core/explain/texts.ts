import type { Protocol } from '../../contracts/protocol.ts';
import type { Balancing } from '../../contracts/balancing.ts';
import type { ChannelKey, ChannelUrl } from '../../contracts/channel.ts';
import type { CooldownView } from '../../contracts/cooldown.ts';
import type { AffinitySign, Choice } from '../../contracts/record.ts';
import type { ExplainedRank } from '../../contracts/route-explanation.ts';
import { localTimeText } from '../limits/calendar.ts';
import type { Moment } from '../limits/limit-reason.ts';

/** Completes a sentence that names a channel: why an attempt goes to it. */
export const CHOICE_TEXTS: Readonly<Record<Choice, string>> = {
  rotation: 'it is its turn among those of its priority',
  affinity: 'it served the conversation before',
  failover: 'the channel before it failed',
  staysInChannel: 'another key, URL or model name of the same channel failed',
  cooling: 'it is cooling down, and nothing else is left',
  only: 'no other channel can serve the request',
};

const BALANCING_TEXTS: Readonly<Record<Balancing, string>> = {
  weighted_round_robin: 'in turns by weight',
  round_robin: 'in turns',
  random: 'by chance',
  weighted_random: 'by chance and weight',
  least_in_flight: 'to who has the fewest requests in flight',
  fastest: 'to who is fastest',
};

export const SIGN_TEXTS: Readonly<Record<AffinitySign, string>> = {
  header: 'a header',
  userId: 'its user id',
  promptCacheKey: 'its prompt_cache_key',
  previousResponse: 'the response that it goes on from',
  cachedContent: 'the cached content that it names',
  hash: 'how it begins',
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

/** One thing of a channel that is not closed, as a sentence without its full stop. */
export function cooldownText(
  view: CooldownView,
  { keys, urls }: { readonly keys: readonly ChannelKey[]; readonly urls: readonly ChannelUrl[] },
  moment: Moment,
): string {
  const { scope, follows, strikes, reason } = view;
  const what = {
    channel: () => 'The channel',
    key: () =>
      `The key ${keys.find(({ id }) => 'keyId' in scope && id === scope.keyId)?.mask ?? ''}`,
    url: () =>
      `The URL ${withoutQuery(urls.find(({ id }) => 'urlId' in scope && id === scope.urlId)?.url ?? '')}`,
    model: () => `The model "${'model' in scope ? scope.model : ''}"`,
  }[scope.kind]();
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
export function rankTexts(
  rank: ExplainedRank,
  sharing: { count: number; share: number } | null,
): string[] {
  const { group, priority, health, balancing, weight, credit, inFlight, latencyMs } = rank;
  const texts = [`Its priority is ${String(priority)}; it is in group ${String(group)}.`];
  if (health !== null) {
    const asked = health.successes + health.failures;
    const effective = String(round(health.effectivePriority));
    texts.push(
      `Its health makes that ${effective}: of its last ${counted(asked, 'request')}, ${String(health.failures)} failed.`,
    );
  }
  if (sharing === null || sharing.count < 2) return texts;
  const numbers = [
    `weight ${String(weight)}`,
    ...(balancing === 'weighted_round_robin' || balancing === 'round_robin'
      ? [`${String(round(credit))} turns earned and not had`]
      : []),
    ...(balancing === 'least_in_flight' ? [`${String(inFlight)} in flight`] : []),
    ...(balancing === 'fastest'
      ? [
          latencyMs === null
            ? 'never measured'
            : `first byte in ${String(Math.round(latencyMs))} ms`,
        ]
      : []),
  ];
  texts.push(
    `${String(sharing.count)} channels share ${BALANCING_TEXTS[balancing]} (setting "balancing": ${balancing}): ${percent(sharing.share)} for this one, ${numbers.join(', ')}.`,
  );
  return texts;
}

/** `66.7 %` */
export function percent(share: number): string {
  return `${String(Math.round(share * 1000) / 10)} %`;
}

/** A channel whose budget is nearly spent, and what is asked for to spare the rest. */
export function cheaperText(
  budget: {
    readonly period: 'day' | 'month';
    readonly limitUsd: number;
    readonly limitNanoUsd: number;
    readonly spentNanoUsd: number;
  },
  model: string,
): string {
  const { period, limitUsd, limitNanoUsd, spentNanoUsd } = budget;
  const spent = String(Math.floor((spentNanoUsd / limitNanoUsd) * 100));
  return `Of its limit of ${String(limitUsd)} USD a ${period}, ${spent} % is spent: it is asked for the cheaper ${quoted(model)} (setting "budgetCheaperPercent").`;
}

export function quoted(name: string): string {
  return JSON.stringify(name);
}

/** A query may carry a credential. */
function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Why a channel is asked in another protocol than the client's, and comes after its equals. */
export function convertedText(client: Protocol, to: Protocol): string {
  return `It does not speak ${client}: the request is converted into ${to}, and channels of the same priority that speak ${client} go first.`;
}
