import type { Protocol } from '../../contracts/protocol.ts';
import type { RuleMatch, RuleMiss } from '../../contracts/rule.ts';
import type { HeaderLookup } from '../header-lookup.ts';
import type { Compiled } from './compiled.ts';
import type { Captures } from './pattern.ts';

/** An upstream's answer as rules see it. */
export type RuledAnswer = {
  readonly status: number;
  /** A 2xx that would be passed on. */
  readonly isGood: boolean;
  /** A 2xx without content, and without a reason for that. */
  readonly isEmpty: boolean;
  readonly protocol: Protocol;
  readonly header: HeaderLookup;
  /** Decoded beginning of the body. */
  readonly text: string;
};

export type MatchResult =
  | { readonly isHit: true; readonly captures: Captures }
  | { readonly isHit: false; readonly why: RuleMiss };

/** What patterns look at of a text or a header. The longest error messages are a tenth of this. */
export const MAX_PATTERN_CHARS = 16 * 1024;

/** Whether every condition of a rule holds. The cheap ones are asked first. */
export function matchRule(
  { rule: { isEnabled, match }, text, part, header }: Compiled,
  answer: RuledAnswer,
): MatchResult {
  if (!isEnabled) return miss('disabled');
  if (match.protocols?.includes(answer.protocol) === false) return miss('protocol');
  const isNamed = hasStatus(match, answer.status);
  if (!isNamed && match.statuses.length > 0) return miss('status');
  if (match.isEmptyAnswer && !answer.isEmpty) return miss('notEmpty');
  if (answer.isGood && !isNamed && !match.isEmptyAnswer) return miss('good');

  let captures: Captures = {};
  if (match.header !== null) {
    const value = answer.header(match.header.name.toLowerCase());
    const found = value === undefined ? null : (header?.find(shortened(value)) ?? null);
    if (value === undefined || (header !== null && found === null)) return miss('header');
    captures = { ...captures, ...found };
  }
  if (match.text?.kind === 'contains') {
    if (!answer.text.toLowerCase().includes(part)) return miss('text');
  } else if (match.text !== null) {
    const found = text?.find(shortened(answer.text)) ?? null;
    if (found === null) return miss('text');
    captures = { ...captures, ...found };
  }
  return { isHit: true, captures };
}

function hasStatus({ statuses }: RuleMatch, status: number): boolean {
  return statuses.some((one) =>
    typeof one === 'number' ? one === status : one.from <= status && status <= one.to,
  );
}

function shortened(text: string): string {
  return text.length > MAX_PATTERN_CHARS ? text.slice(0, MAX_PATTERN_CHARS) : text;
}

function miss(why: RuleMiss): MatchResult {
  return { isHit: false, why };
}
