import type { OutcomeFacts } from './outcome.ts';

/** What we conclude from an outcome: whom it is charged to and what happens next. */
export type Verdict =
  /** The answer is the client's to read, as the upstream wrote it. */
  | { readonly next: 'relay'; readonly blame: 'nobody' | 'client' }
  | { readonly next: 'nextKey'; readonly blame: 'key' }
  | { readonly next: 'nextUrl'; readonly blame: 'url' }
  | { readonly next: 'nextChannel'; readonly blame: 'model' | 'channel' }
  /** The client left or the request was cancelled; there is no one to answer. */
  | { readonly next: 'stop'; readonly blame: 'nobody' };

/** THE table of statuses: no other file decides anything by a status of an upstream. */
export function classify(outcome: OutcomeFacts): Verdict {
  switch (outcome.kind) {
    case 'answered':
      return classifyStatus(outcome.status);
    case 'unreachable':
      // Every other URL of a channel that points at ourselves is as wrong as this one.
      if (outcome.cause === 'selfLoop') return { next: 'nextChannel', blame: 'channel' };
      return { next: 'nextUrl', blame: 'url' };
    case 'timedOut':
      if (outcome.phase === 'connect') return { next: 'nextUrl', blame: 'url' };
      return { next: 'nextChannel', blame: 'model' };
    case 'broken':
      return { next: 'nextChannel', blame: 'model' };
    case 'clientLeft':
    case 'cancelled':
      return { next: 'stop', blame: 'nobody' };
  }
}

function classifyStatus(status: number): Verdict {
  if (status < 300) return { next: 'relay', blame: 'nobody' };
  // Redirects are never followed: a relay that sends us elsewhere could collect keys, so its base URL is wrong.
  if (status < 400 && status !== 304) return { next: 'nextChannel', blame: 'channel' };
  switch (status) {
    case 401:
    case 402:
    case 403:
    case 429:
      return { next: 'nextKey', blame: 'key' };
    case 405:
      return { next: 'nextChannel', blame: 'channel' };
    // From an upstream these mean that *it* ran out of time or hung up on its own upstream.
    case 408:
    case 499:
      return { next: 'nextChannel', blame: 'model' };
  }
  if (status >= 500) return { next: 'nextChannel', blame: 'model' };
  return { next: 'relay', blame: status === 304 ? 'nobody' : 'client' };
}

/** How a failed attempt weighs in the answer that ends a request. */
export type FailureClass = 'keyRefused' | 'rateLimited' | 'passing';

export function failureClass(outcome: OutcomeFacts): FailureClass {
  if (outcome.kind !== 'answered') return 'passing';
  if (outcome.status === 429) return 'rateLimited';
  if (outcome.status === 401 || outcome.status === 402 || outcome.status === 403)
    return 'keyRefused';
  return 'passing';
}
