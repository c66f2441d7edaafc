import type { ChannelView } from '#contracts/channel';
import { ANY_MODEL } from '#contracts/constants';
import type { HoursOfDay } from '#contracts/limits';
import type { Protocol } from '#contracts/protocol';

/** Names of products, the same in every language. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  anthropic: 'Anthropic',
  'openai-chat': 'OpenAI Chat',
  'openai-responses': 'OpenAI Responses',
  gemini: 'Gemini',
};

/** Why an enabled channel gets no requests, or fewer, apart from cooldowns; what is worst comes first. */
export type Obstacle =
  | { readonly kind: 'noKey' | 'noUrl' }
  | { readonly kind: 'dayBudget' | 'monthBudget'; readonly until: number }
  /** Until a local time of day. */
  | { readonly kind: 'outsideHours'; readonly until: string }
  | { readonly kind: 'full'; readonly running: number }
  | { readonly kind: 'checkFailed'; readonly text: string }
  | { readonly kind: 'insecureTls' };

export function acceptsAnyModel({ models }: Pick<ChannelView, 'models'>): boolean {
  return models.some((model) => model.name === ANY_MODEL && model.isEnabled);
}

export function usableKeys({ keys }: Pick<ChannelView, 'keys'>): number {
  return keys.filter((key) => key.isEnabled && !key.isLocked).length;
}

export function obstaclesOf(channel: ChannelView, now: number): readonly Obstacle[] {
  const { limits, limitState, urls, lastCheck } = channel;
  const found: Obstacle[] = [];
  if (usableKeys(channel) === 0) found.push({ kind: 'noKey' });
  if (!urls.some((url) => url.isEnabled)) found.push({ kind: 'noUrl' });
  if (isSpent(limits.dayUsd, limitState.spentDayUsd, limitState.dayEndsAt, now)) {
    found.push({ kind: 'dayBudget', until: limitState.dayEndsAt });
  }
  if (isSpent(limits.monthUsd, limitState.spentMonthUsd, limitState.monthEndsAt, now)) {
    found.push({ kind: 'monthBudget', until: limitState.monthEndsAt });
  }
  if (limits.hours !== null && !isWithin(limits.hours, timeOfDay(now, limitState.zone))) {
    found.push({ kind: 'outsideHours', until: limits.hours.from });
  }
  if (limits.maxConcurrency !== null && limitState.inFlight >= limits.maxConcurrency) {
    found.push({ kind: 'full', running: limitState.inFlight });
  }
  if (lastCheck?.ok === false) found.push({ kind: 'checkFailed', text: lastCheck.text });
  if (channel.isTlsInsecure) found.push({ kind: 'insecureTls' });
  return found;
}

/** The parts of a channel that a person would look for it by. */
export function matchesFilter(channel: ChannelView, filter: string): boolean {
  const text = [
    channel.name,
    ...channel.protocols.map((protocol) => PROTOCOL_NAMES[protocol]),
    ...channel.urls.map(({ url }) => url),
    ...channel.models.map(({ name }) => name),
  ]
    .join('\n')
    .toLocaleLowerCase();
  return filter
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What was spent is of a day that may be over. */
function isSpent(limit: number | null, spent: number, endsAt: number, now: number): boolean {
  return limit !== null && spent >= limit && now < endsAt;
}

/** As the engine reads it: without `to`, and across midnight when `to` is the earlier one. */
function isWithin({ from, to }: HoursOfDay, time: string): boolean {
  return from < to ? from <= time && time < to : from <= time || time < to;
}

function timeOfDay(now: number, timeZone: string): string {
  const format = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(now);
}
