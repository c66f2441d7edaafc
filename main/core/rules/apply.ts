import type { Rule, RuleDraft, RuleMiss } from '../../contracts/rule.ts';
import { classify, type CooldownLengths, type Evidence, type Verdict } from '../classify.ts';
import { capturedAt, type UtcOffsetOf } from './captured-time.ts';
import type { Compiled } from './compiled.ts';
import { matchRule, type RuledAnswer } from './match.ts';

/** The rules that hold for one channel, its own first, and what they want to know of good answers. */
export type RuleSet = {
  readonly rules: readonly Compiled<Rule>[];
  /** A rule asks for empty answers. */
  readonly isEmptyWanted: boolean;
  /** A rule names a 2xx and so may look into good answers. */
  readonly isGoodTextWanted: boolean;
};

export const NO_RULES: RuleSet = { rules: [], isEmptyWanted: false, isGoodTextWanted: false };

export type RuleContext = {
  readonly lengths: CooldownLengths;
  readonly utcOffsetOf: UtcOffsetOf;
};

export type RuleDecision<R extends RuleDraft> = { readonly rule: R; readonly verdict: Verdict };

/** Told about every rule that was asked in vain. */
type OnMiss<R extends RuleDraft> = (rule: R, why: RuleMiss) => void;

/**
 * What the first rule that matches makes of an attempt's answer; null when none does, and then the table decides. Only
 * answers are ruled: about a lost connection, a timeout or a client that left there is nothing to match.
 */
export function applyRules<R extends RuleDraft>(
  rules: readonly Compiled<R>[],
  evidence: Evidence & { readonly isEmpty: boolean },
  context: RuleContext,
  onMiss?: OnMiss<R>,
): RuleDecision<R> | null {
  const answer = ruledAnswer(evidence);
  if (answer === null) return null;
  for (const compiled of rules) {
    const { rule } = compiled;
    const result = matchRule(compiled, answer);
    if (!result.isHit) {
      onMiss?.(rule, result.why);
      continue;
    }
    const verdict = verdictOf(rule, result.captures, evidence, context);
    if (verdict !== null) return { rule, verdict };
    onMiss?.(rule, 'time');
  }
  return null;
}

function ruledAnswer({
  outcome,
  isEmpty,
  protocol,
  header,
  text,
}: Evidence & { readonly isEmpty: boolean }): RuledAnswer | null {
  if (outcome.kind !== 'answered' && outcome.kind !== 'unproven') return null;
  const { status } = outcome;
  const isProven = outcome.kind === 'answered';
  const isGood = isProven && status < 300;
  const hasNothing = isProven ? isEmpty : outcome.flaw === 'empty';
  return { status, isGood, isEmpty: hasNothing, protocol, header, text };
}

/** Null when the rule's cooldown ends at a moment that the answer does not tell after all, or that is past. */
function verdictOf(
  { name, action }: RuleDraft,
  captures: Readonly<Record<string, string>>,
  evidence: Evidence,
  { lengths, utcOffsetOf }: RuleContext,
): Verdict | null {
  const { blame, cooldown } = action;
  const base = { next: nextOf(action), blame, reason: 'rule', rule: name } as const;
  switch (cooldown.kind) {
    case 'none':
      return { ...base, statedUntil: null, firstCooldownMs: 0 };
    case 'fixed':
      return { ...base, statedUntil: null, firstCooldownMs: cooldown.durationMs, isFixed: true };
    case 'captured': {
      const { now } = evidence;
      const text = captures[cooldown.group];
      const at = text === undefined ? null : capturedAt(text, cooldown.format, now, utcOffsetOf);
      if (at === null || at <= now) return null;
      return { ...base, statedUntil: Math.min(at, now + lengths.statedCapMs), firstCooldownMs: 0 };
    }
    case 'default': {
      if (blame === 'client' || blame === 'nobody') {
        return { ...base, statedUntil: null, firstCooldownMs: 0 };
      }
      const usual = classify(evidence, lengths);
      const isUsual = usual.blame !== 'client' && usual.blame !== 'nobody';
      const firstCooldownMs = isUsual ? usual.firstCooldownMs : lengths.serverMs;
      return { ...base, statedUntil: usual.statedUntil, firstCooldownMs };
    }
  }
}

function nextOf({ next, blame }: RuleDraft['action']): Verdict['next'] {
  if (next === 'relay') return 'relay';
  if (blame === 'key') return 'nextKey';
  return blame === 'url' ? 'nextUrl' : 'nextChannel';
}
