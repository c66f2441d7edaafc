import { compilePattern } from '../../main/app/safe-regex.ts';
import { utcOffsetOf } from '../../main/app/local-zone.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { Rule, RuleAction, RuleDraft, RuleId, RuleMatch } from '../../main/contracts/rule.ts';
import { compileRule, type Compiled } from '../../main/core/rules/compiled.ts';
import { RuleBook } from '../../main/state/rule-book.ts';

const NO_CONDITIONS: RuleMatch = {
  statuses: [],
  header: null,
  text: null,
  isEmptyAnswer: false,
  protocols: null,
};

/** A rule with what matters to a test named and the rest filled in. */
export function aRuleDraft(
  match: Partial<RuleMatch>,
  action: Partial<RuleAction> = {},
  more: Partial<Pick<RuleDraft, 'name' | 'isEnabled'>> = {},
): RuleDraft {
  return {
    name: 'A rule',
    isEnabled: true,
    match: { ...NO_CONDITIONS, ...match },
    action: { blame: 'model', next: 'failOver', cooldown: { kind: 'default' }, ...action },
    ...more,
  };
}

export function aRule(id: number, draft: RuleDraft, channelId: number | null = null): Rule {
  return {
    ...draft,
    id: id as RuleId,
    channelId: channelId as ChannelId | null,
    position: id,
  };
}

export function compiledRule<R extends RuleDraft>(rule: R): Compiled<R> {
  const compilation = compileRule(rule, compilePattern);
  if (!compilation.ok) throw new Error(compilation.fault.message);
  return compilation.compiled;
}

/** A book of rules with the real engine; `loads` is told whenever that is loaded. */
export function aRuleBook(loads: () => void = () => undefined, unusable: string[] = []): RuleBook {
  return new RuleBook({
    loadCompiler: async () => {
      loads();
      return compilePattern;
    },
    utcOffsetOf,
    onUnusable: (rule, message) => unusable.push(`${rule.name}: ${message}`),
  });
}
