import type { HoursOfDay, Limits } from '../../contracts/limits.ts';
import { localTimeText, type Zone } from './calendar.ts';

/** Why a limit of a channel or a token forbids a request now. */
export type LimitReason =
  | { readonly kind: 'hours'; readonly hours: HoursOfDay; readonly until: number }
  | { readonly kind: 'requestsPerMinute'; readonly limit: number; readonly until: number }
  /** A place is free when another request ends: nobody knows when. */
  | { readonly kind: 'concurrency'; readonly limit: number }
  | {
      readonly kind: 'money';
      readonly period: 'day' | 'month';
      readonly limitUsd: number;
      /** The share of it that may be spent. */
      readonly pausePercent: number;
      /** When the next period begins. */
      readonly until: number;
    }
  /** Running requests have set the rest aside. What of it they leave is known when they end. */
  | {
      readonly kind: 'reserved';
      readonly period: 'day' | 'month';
      readonly limitUsd: number;
      readonly pausePercent: number;
    }
  /** It was at a limit when it was asked, and no longer is. */
  | { readonly kind: 'ended' }
  /** Its money is limited, and nobody knows what this would cost. */
  | { readonly kind: 'unknownPrice'; readonly model: string | null };

/** When something is said, and in which zone. */
export type Moment = { readonly now: number; readonly zone: Zone };

/** A guess for what ends when another request does. */
const SOON_MS = 2000;

export function hasLimits(limits: Limits & { readonly hours?: HoursOfDay | null }): boolean {
  return (
    limits.requestsPerMinute !== null ||
    limits.maxConcurrency !== null ||
    hasMoneyLimit(limits) ||
    (limits.hours ?? null) !== null
  );
}

export function hasMoneyLimit({ dayUsd, monthUsd }: Limits): boolean {
  return dayUsd !== null || monthUsd !== null;
}

/** When the limit may permit the next request, epoch milliseconds; null when time alone will not help. */
export function limitEndsAt(reason: LimitReason, now: number): number | null {
  if (reason.kind === 'unknownPrice') return null;
  return 'until' in reason ? reason.until : now + SOON_MS;
}

/** Completes the sentence that begins with the channel or the token: which limit it is, and when it ends. */
export function limitText(reason: LimitReason, { zone, now }: Moment): string {
  const until = 'until' in reason ? `${localTimeText(zone, reason.until)} (${zone.name})` : '';
  switch (reason.kind) {
    case 'hours': {
      const { from, to } = reason.hours;
      return `is used from ${from} to ${to} only, again from ${until}`;
    }
    case 'requestsPerMinute': {
      const seconds = Math.max(1, Math.ceil((reason.until - now) / 1000));
      return `has had its limit of ${counted(reason.limit, 'request')} a minute; the next is possible in ${String(seconds)} s`;
    }
    case 'concurrency':
      return `is at its limit of ${counted(reason.limit, 'request')} at once; the next is possible when one ends`;
    case 'money':
      return `has no money left for this within ${moneyText(reason)}; the next ${reason.period} begins at ${until}`;
    case 'reserved':
      return `has set the rest of ${moneyText(reason)} aside for requests that run; the next is possible when one ends`;
    case 'ended':
      return 'was at one of its limits a moment ago';
    case 'unknownPrice': {
      const what = reason.model === null ? 'this request' : `the model "${reason.model}"`;
      return `has a limit of money, and the price of ${what} is unknown (setting "unknownPrice")`;
    }
  }
}

function moneyText(limit: Extract<LimitReason, { kind: 'money' | 'reserved' }>): string {
  const { pausePercent, limitUsd, period } = limit;
  const share = pausePercent === 100 ? '' : `${String(pausePercent)} % of `;
  return `${share}its limit of ${String(limitUsd)} USD a ${period}`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
