import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utcOffsetOf } from '../../../main/app/local-zone.ts';
import type { RuleAction, RuleDraft } from '../../../main/contracts/rule.ts';
import { classify, failureClass, type Evidence } from '../../../main/core/classify.ts';
import type { OutcomeFacts } from '../../../main/core/outcome.ts';
import { applyRules } from '../../../main/core/rules/apply.ts';
import { aRuleDraft, compiledRule } from '../../support/rule-builder.ts';
import { anthropic, answered, lengths, now, short, unproven } from '../../support/verdict-case.ts';

const context = { lengths, utcOffsetOf };

function evidence(outcome: OutcomeFacts, text = '', headers: Record<string, string> = {}) {
  return {
    outcome,
    protocol: 'anthropic',
    now,
    utcOffsetMs: 0,
    header: (name: string) => headers[name],
    text,
    isEmpty: false,
  } as const satisfies Evidence & { isEmpty: boolean };
}

function decide(rules: readonly RuleDraft[], about: Parameters<typeof applyRules>[1]) {
  return applyRules(rules.map(compiledRule), about, context);
}

const ANY_400 = aRuleDraft({ statuses: [400] });
const withAction = (action: Partial<RuleAction>) => aRuleDraft({ statuses: [400] }, action);

describe('applyRules', () => {
  it('lets the first rule that matches decide', () => {
    const rules = [
      aRuleDraft({ statuses: [500] }, {}, { name: 'other status' }),
      aRuleDraft({ statuses: [400] }, { blame: 'key' }, { name: 'first' }),
      aRuleDraft({ statuses: [400] }, { blame: 'channel' }, { name: 'second' }),
    ];
    const decision = decide(rules, evidence(answered(400)));
    expect(decision?.rule.name).toBe('first');
    expect(decision?.verdict).toMatchObject({ blame: 'key', next: 'nextKey', rule: 'first' });
  });

  it('skips a rule whose moment cannot be told, or is past', () => {
    const until = (value: string): RuleDraft =>
      aRuleDraft(
        { text: { kind: 'regex', value: `reset (?P<at>${value})?` } },
        { cooldown: { kind: 'captured', group: 'at', format: { kind: 'unixSeconds' } } },
        { name: value },
      );
    const skipped: string[] = [];
    const rules = ['[a-z]+', '\\d{9}', '\\d{10}'].map(until).map(compiledRule);
    const at = now / 1000 + 3600;
    const text = `reset ${String(at)}`;
    const decision = applyRules(rules, evidence(answered(429), text), context, (rule, why) =>
      skipped.push(`${rule.name} ${why}`),
    );
    expect(skipped).toEqual(['[a-z]+ time', '\\d{9} time']);
    expect(decision?.verdict.statedUntil).toBe(at * 1000);
  });

  it.each<OutcomeFacts>([
    { kind: 'unreachable', cause: 'refused', detail: '' },
    { kind: 'timedOut', phase: 'firstByte', afterMs: 1 },
    { kind: 'broken', status: 400, detail: '', isAfterGate: false },
    { kind: 'broken', status: 400, detail: '', isAfterGate: true },
    { kind: 'clientLeft' },
    { kind: 'cancelled' },
    { kind: 'rerouted' },
  ])('has nothing to say about %o', (outcome) => {
    const anything = aRuleDraft({ statuses: [{ from: 100, to: 599 }] });
    expect(decide([anything], evidence(outcome))).toBeNull();
  });

  it.each<[Partial<RuleAction>, string]>([
    [{ blame: 'key' }, 'nextKey key rule 120'],
    [{ blame: 'url' }, 'nextUrl url rule 120'],
    [{ blame: 'model' }, 'nextChannel model rule 120'],
    [{ blame: 'channel' }, 'nextChannel channel rule 120'],
    [{ blame: 'client' }, 'nextChannel client rule 0'],
    [{ blame: 'nobody' }, 'nextChannel nobody rule 0'],
    [{ blame: 'nobody', next: 'relay' }, 'relay nobody rule 0'],
    [{ blame: 'key', next: 'relay' }, 'relay key rule 120'],
    [{ cooldown: { kind: 'none' } }, 'nextChannel model rule 0'],
    [{ cooldown: { kind: 'fixed', durationMs: 86_400_000 } }, 'nextChannel model rule 86400'],
  ])('makes %o of a 400', (action, expected) => {
    const decision = decide([withAction(action)], evidence(answered(400)));
    expect(decision && short(decision.verdict)).toBe(expected);
  });

  it.each([401, 429, 500, 503, 529])('cools down as the table would for a %i', (status) => {
    const about = evidence(answered(status), anthropic('x'), { 'retry-after': '40' });
    const rule = aRuleDraft({ statuses: [status] }, { blame: 'channel' });
    const { statedUntil, firstCooldownMs } = classify(about, lengths);
    expect(decide([rule], about)?.verdict).toMatchObject({
      blame: 'channel',
      statedUntil,
      firstCooldownMs,
    });
  });

  it('caps a captured moment as any other that an upstream states', () => {
    const rule = aRuleDraft(
      { header: { name: 'x-reset', pattern: '(?P<s>\\d+)' } },
      { cooldown: { kind: 'captured', group: 's', format: { kind: 'seconds' } } },
    );
    const until = (seconds: string) =>
      decide([rule], evidence(answered(429), '', { 'x-reset': seconds }))?.verdict.statedUntil;
    expect(until('600')).toBe(now + 600_000);
    expect(until('99999999')).toBe(now + lengths.statedCapMs);
    expect(until('0')).toBeUndefined();
  });

  it('finds an answer without content, also one without a body', () => {
    const rule = aRuleDraft({ isEmptyAnswer: true });
    const matches = (about: Parameters<typeof applyRules>[1]) => decide([rule], about) !== null;
    expect(matches({ ...evidence(answered(200)), isEmpty: true })).toBe(true);
    expect(matches(evidence(unproven('empty')))).toBe(true);
    expect(matches(evidence(answered(200)))).toBe(false);
    expect(matches(evidence(unproven('softError'), '{"error":1}'))).toBe(false);
  });

  it('counts what a rule blames on the client as a bad request in the final answer', () => {
    const verdict = (blame: 'client' | 'key') =>
      decide([withAction({ blame })], evidence(answered(400)))?.verdict;
    const classes = [verdict('client'), verdict('key')].map((one) => one && failureClass(one));
    expect(classes).toEqual(['invalid', 'passing']);
  });

  it('leaves every verdict to the table when no rule matches', () => {
    const outcome = fc.oneof<fc.Arbitrary<OutcomeFacts>[]>(
      fc.integer({ min: 200, max: 599 }).map((status) => ({ kind: 'answered', status })),
      fc
        .constantFrom('softError', 'errorEvent', 'html', 'empty', 'malformed' as const)
        .map((flaw) => unproven(flaw)),
      fc.constant({ kind: 'clientLeft' as const }),
    );
    const rules = [
      aRuleDraft({ statuses: [199] }),
      aRuleDraft({ text: { kind: 'contains', value: '\u0000never said' } }),
      aRuleDraft({ statuses: [{ from: 200, to: 599 }], protocols: ['gemini'] }),
    ];
    fc.assert(
      fc.property(outcome, fc.string(), fc.boolean(), (facts, text, isEmpty) => {
        const about = { ...evidence(facts, text), isEmpty };
        expect(decide([], about)).toBeNull();
        expect(decide(rules, about)).toBeNull();
      }),
    );
  });

  it('is asked once for every rule at most', () => {
    const misses: string[] = [];
    const rules = [aRuleDraft({ statuses: [500] }), ANY_400, ANY_400].map(compiledRule);
    applyRules(rules, evidence(answered(400)), context, (_, why) => misses.push(why));
    expect(misses).toEqual(['status']);
  });
});
