import type { Problem } from '../api/problem.ts';
import type { Messages } from './en.ts';

/** What went wrong with a call, in a sentence for the person who made it. */
export function problemText(problem: Problem, t: Messages): string {
  switch (problem.kind) {
    case 'unreachable':
      return t.problem.unreachable;
    case 'loggedOut':
      return t.problem.loggedOut;
    case 'unexpected':
      return t.problem.unexpected(problem.status);
    case 'refused': {
      const sentence = t.problem.codes[problem.code] ?? problem.message;
      if (problem.retryAfterMs === null) return sentence;
      return `${sentence} ${t.problem.waitMinutes(Math.ceil(problem.retryAfterMs / 60_000))}`;
    }
  }
}
