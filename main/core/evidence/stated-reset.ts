import type { HeaderLookup } from '../header-lookup.ts';
import { retryAfterSec } from '../retry-after.ts';
import {
  dateTimeIn,
  dayAndTimeIn,
  DURATION,
  durationMs,
  momentOf,
  momentOfNumber,
} from './moment.ts';
import { isRecord, type UpstreamError } from './upstream-error.ts';

/** When to come back as `Retry-After` or OpenAI's `retry-after-ms` says, epoch milliseconds; null when neither does. */
export function retryAfterAt(header: HeaderLookup, now: number): number | null {
  const ms = header('retry-after-ms')?.trim() ?? '';
  if (/^\d{1,12}(?:\.\d+)?$/.test(ms)) return now + Number(ms);
  const seconds = retryAfterSec(header('retry-after'), now);
  return seconds === null ? null : now + seconds * 1000;
}

/** What limits are kept on: the headers of OpenAI and its likes, of Anthropic, of Cerebras. */
const LIMITED = ['requests', 'tokens', 'input-tokens', 'output-tokens'];
const OPENAI_LIMITED = [
  ...LIMITED,
  'requests-day',
  'requests-minute',
  'tokens-day',
  'tokens-minute',
];

/** Reset headers come with answers that went well, too: read them of a 429 only. Epoch milliseconds. */
export function limitResetAt(header: HeaderLookup, now: number): number | null {
  const unified = header('anthropic-ratelimit-unified-reset');
  if (unified !== undefined) return momentOf(unified, now);
  const moments = [
    ...LIMITED.map((what) => exhaustedReset(header, now, `anthropic-ratelimit-${what}`)),
    ...OPENAI_LIMITED.map((what) =>
      exhausted(header(`x-ratelimit-remaining-${what}`), header(`x-ratelimit-reset-${what}`), now),
    ),
    exhausted(header('x-ratelimit-remaining'), header('x-ratelimit-reset'), now),
    exhausted(header('x-ratelimit-remaining'), header('x-ratelimit-reset-after'), now),
    exhausted(header('ratelimit-remaining'), header('ratelimit-reset'), now),
  ];
  return latest(moments);
}

function exhaustedReset(header: HeaderLookup, now: number, prefix: string): number | null {
  return exhausted(header(`${prefix}-remaining`), header(`${prefix}-reset`), now);
}

/** Of several limits those count that are used up, or of which nothing else is known. */
function exhausted(
  remaining: string | undefined,
  reset: string | undefined,
  now: number,
): number | null {
  if (reset === undefined || (remaining !== undefined && Number(remaining) > 0)) return null;
  return momentOf(reset, now);
}

/** When to come back as the body says, in a member of its own or in its sentence; epoch milliseconds. */
export function bodyResetAt(error: UpstreamError, now: number): number | null {
  return memberReset(error.body, now) ?? sentenceReset(error.message, now);
}

/** Members by their names in lower case without `_`, as OpenAI, Google and several relays write them. */
const SECONDS_MEMBERS = new Set([
  'resetseconds',
  'resetsinseconds',
  'resetinseconds',
  'resetafterseconds',
  'retryafterseconds',
  'retryafter',
]);
const MOMENT_MEMBERS = new Set([
  'resetsat',
  'resetat',
  'resettime',
  'quotaresettimestamp',
  'quotaresetdelay',
  'retrydelay',
]);

const MAX_DEPTH = 6;
/** An error with more members than this is no error but an answer. */
const MAX_MEMBERS = 1000;

function memberReset(body: unknown, now: number): number | null {
  const moments: (number | null)[] = [];
  let seen = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
    for (const [name, member] of Object.entries(value)) {
      if (++seen > MAX_MEMBERS) return;
      if (isRecord(member) || Array.isArray(member)) walk(member, depth + 1);
      else moments.push(readMember(name.toLowerCase().replaceAll('_', ''), member, now));
    }
  };
  walk(body, 0);
  return latest(moments);
}

function readMember(name: string, value: unknown, now: number): number | null {
  const isSeconds = SECONDS_MEMBERS.has(name);
  if (!isSeconds && name !== 'retryafterms' && !MOMENT_MEMBERS.has(name)) return null;
  if (typeof value === 'string') return momentOf(value, now);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (isSeconds) return now + value * 1000;
  return name === 'retryafterms' ? now + value : momentOfNumber(value, now);
}

/** "Please try again in 6m0s", "Please retry in 59.4s", "retry after 30 seconds", "will reset in 2 hours". */
const WAIT = new RegExp(
  `\\b(?:retry|try again|wait|available(?: again)?|resets?|reset time)\\b:?(?: (?:in|after|for|about|at least))?:? (${DURATION})`,
  'i',
);
const CHINESE_WAIT = new RegExp(`(?:请在?|请等待|等待|于)\\s?(${DURATION})\\s?(?:之?后)?`);

/** The moment that a sentence names by date or by day. */
export function datedReset(message: string, now: number): number | null {
  return dateTimeIn(message) ?? dayAndTimeIn(message, now);
}

function sentenceReset(message: string, now: number): number | null {
  const date = datedReset(message, now);
  if (date !== null) return date;
  const wait = (WAIT.exec(message) ?? CHINESE_WAIT.exec(message))?.[1];
  const length = wait === undefined ? null : durationMs(wait);
  return length === null ? null : now + length;
}

function latest(moments: readonly (number | null)[]): number | null {
  let best: number | null = null;
  for (const at of moments) {
    if (at !== null && Number.isFinite(at) && (best === null || at > best)) best = at;
  }
  return best;
}
