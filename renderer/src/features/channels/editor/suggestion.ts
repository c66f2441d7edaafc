import type { ChannelTestResult, ModelFetchResult } from '#contracts/admin-api';

export type SuggestionId =
  | 'keyRefused'
  | 'forbidden'
  | 'balance'
  | 'wrongPath'
  | 'modelUnknown'
  | 'rateLimited'
  | 'overloaded'
  | 'upstreamFault'
  | 'badRequest'
  | 'webPage'
  | 'dns'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'proxy'
  | 'selfLoop'
  | 'reset';

export type Outcome = {
  readonly status: number | null;
  readonly words: string;
  readonly contentType: string | null;
};

/** What one should do about an answer that is none; null where the upstream's own words have to do. */
export function suggestionFor({ status, words, contentType }: Outcome): SuggestionId | null {
  if (status === null) return CONNECTION.find(([pattern]) => pattern.test(words))?.[1] ?? null;
  if (status === 402 || /insufficient|balance|credit|quota.*(exceed|exhaust)/i.test(words)) {
    return 'balance';
  }
  if (/html/i.test(contentType ?? '') || /^\s*<(!doctype|html)/i.test(words)) return 'webPage';
  const isAboutModel = /model/i.test(words);
  if (status === 404) return isAboutModel ? 'modelUnknown' : 'wrongPath';
  if (status === 400 && isAboutModel) return 'modelUnknown';
  return BY_STATUS[status] ?? (status >= 500 ? 'upstreamFault' : null);
}

const BY_STATUS: Readonly<Record<number, SuggestionId>> = {
  400: 'badRequest',
  401: 'keyRefused',
  403: 'forbidden',
  405: 'wrongPath',
  408: 'timeout',
  422: 'badRequest',
  429: 'rateLimited',
  503: 'overloaded',
  529: 'overloaded',
};

/** By the sentences of this program and the words of the system. */
const CONNECTION: readonly (readonly [RegExp, SuggestionId])[] = [
  [/proxy/i, 'proxy'],
  [/back to this program|itself/i, 'selfLoop'],
  [/ENOTFOUND|EAI_AGAIN|resolve|host name|unknown host/i, 'dns'],
  [/ECONNREFUSED|refused/i, 'refused'],
  [/certificate|TLS|SSL/i, 'tls'],
  [/time|too long|silent/i, 'timeout'],
  [/ECONNRESET|reset|lost|broke|closed/i, 'reset'],
];

export function outcomeOf(result: ChannelTestResult): Outcome {
  return { status: result.status, words: result.body, contentType: result.contentType };
}

export function outcomeOfFetch(result: ModelFetchResult): Outcome {
  return result.isOk
    ? { status: 200, words: '', contentType: null }
    : { status: result.status, words: result.message, contentType: null };
}
