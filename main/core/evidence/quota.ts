import { nextMidnight } from './moment.ts';
import { bodyResetAt, datedReset } from './stated-reset.ts';
import type { UpstreamError } from './upstream-error.ts';

/** A quota that is used up, which is believed whatever the status. */
export type Quota = {
  readonly blame: 'key' | 'model';
  /** Epoch milliseconds, possibly past; null when the upstream names no moment. */
  readonly until: number | null;
};

/** Zhipu's limits for five hours (1308) and for a week or month (1310); their sentence has the moment. */
const DATED_CODES = ['1308', '1310'];

/** These mean a used-up quota even without a moment. */
const QUOTA_CODES = ['usage_limit_reached', 'api_key_quota_exhausted', 'free_tier_budget_exceeded'];

const DAILY_CODES = ['daily_limit_exceeded', '1304'];
const DAILY_TEXT =
  /\bdaily (?:usage |request |token |quota |free )?(?:limit|quota) (?:is |was |has been )?(?:reached|exceeded|exhausted)\b|(?:今日|每日|当日)[^。\n]{0,12}(?:上限|用[尽完])/;

const QUOTA_TEXT =
  /\bquota\b|\b(?:usage|spending|spend|weekly|monthly|daily) (?:limits?|cap)\b|额度|限额|配额|(?:使用|用量|次数|调用|消费)[^。\n]{0,6}上限/;

/** Whether the sentence speaks of a quota rather than of a rate. */
export function speaksOfQuota(error: UpstreamError): boolean {
  return QUOTA_TEXT.test(error.plain);
}

/**
 * The used-up quota that an error tells of; null when it is no such error. Codes made for it count by themselves; a sentence
 * counts if it also names the day, because a mere mention of a quota says less than the status.
 */
export function quotaIn(error: UpstreamError, now: number, utcOffsetMs: number): Quota | null {
  const has = (codes: readonly string[]): boolean => codes.some((code) => error.names.has(code));
  if (error.names.has('model_cooldown')) return { blame: 'model', until: bodyResetAt(error, now) };
  if (has(QUOTA_CODES)) return { blame: 'key', until: bodyResetAt(error, now) };
  if (has(DAILY_CODES) || DAILY_TEXT.test(error.plain)) {
    return { blame: 'key', until: bodyResetAt(error, now) ?? nextMidnight(now, utcOffsetMs) };
  }
  const until = has(DATED_CODES) ? bodyResetAt(error, now) : null;
  if (until !== null) return { blame: 'key', until };
  const dated = speaksOfQuota(error) ? datedReset(error.message, now) : null;
  return dated === null ? null : { blame: 'key', until: dated };
}
