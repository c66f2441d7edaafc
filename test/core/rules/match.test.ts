import { describe, expect, it } from 'vitest';
import type { RuleDraft, RuleMatch, RuleMiss } from '../../../main/contracts/rule.ts';
import { matchRule, MAX_PATTERN_CHARS, type RuledAnswer } from '../../../main/core/rules/match.ts';
import { aRuleDraft, compiledRule } from '../../support/rule-builder.ts';

const FAILED: RuledAnswer = {
  status: 400,
  isGood: false,
  isEmpty: false,
  protocol: 'anthropic',
  header: (name) => ({ 'x-why': 'Too busy now' })[name],
  text: '{"error":{"message":"The Model is Busy, back at 18:30"}}',
};
const GOOD: RuledAnswer = { ...FAILED, status: 200, isGood: true, text: '{"content":[]}' };

function outcome(rule: RuleDraft, answer: RuledAnswer): RuleMiss | 'hit' {
  const result = matchRule(compiledRule(rule), answer);
  return result.isHit ? 'hit' : result.why;
}

describe('matchRule', () => {
  it.each<[string, Partial<RuleMatch>, RuleMiss | 'hit']>([
    ['its status', { statuses: [400] }, 'hit'],
    ['one of its statuses', { statuses: [500, 400] }, 'hit'],
    ['another status', { statuses: [500] }, 'status'],
    ['the first of its range', { statuses: [{ from: 400, to: 499 }] }, 'hit'],
    ['the last of its range', { statuses: [{ from: 300, to: 400 }] }, 'hit'],
    ['none of its range', { statuses: [{ from: 401, to: 499 }] }, 'status'],
    ['a header by its pattern', { header: { name: 'X-Why', pattern: 'busy' } }, 'hit'],
    ['a header by being there', { header: { name: 'x-why', pattern: '' } }, 'hit'],
    [
      'a header that says something else',
      { header: { name: 'x-why', pattern: '^busy' } },
      'header',
    ],
    ['a header that is missing', { header: { name: 'x-other', pattern: '' } }, 'header'],
    ['a text in any case', { text: { kind: 'contains', value: 'model IS busy' } }, 'hit'],
    ['a text that is not there', { text: { kind: 'contains', value: 'quota' } }, 'text'],
    [
      'a text that only looks like a pattern',
      { text: { kind: 'contains', value: 'b.sy' } },
      'text',
    ],
    ['a pattern', { text: { kind: 'regex', value: 'B.sy' } }, 'hit'],
    ['a pattern in another case', { text: { kind: 'regex', value: 'b.sy' } }, 'text'],
    ['its protocol', { statuses: [400], protocols: ['gemini', 'anthropic'] }, 'hit'],
    ['another protocol', { statuses: [400], protocols: ['gemini'] }, 'protocol'],
    ['an answer that is not empty', { isEmptyAnswer: true }, 'notEmpty'],
    [
      'all conditions but one',
      { statuses: [400], text: { kind: 'contains', value: 'nothing of it' } },
      'text',
    ],
  ])('meets a failed answer with %s', (_, match, expected) => {
    expect(outcome(aRuleDraft(match), FAILED)).toBe(expected);
  });

  it('does not ask a rule that is switched off', () => {
    expect(outcome(aRuleDraft({ statuses: [400] }, {}, { isEnabled: false }), FAILED)).toBe(
      'disabled',
    );
  });

  const talk: RuledAnswer = { ...GOOD, text: 'an essay about quota exceeded' };
  const quota: Partial<RuleMatch> = { text: { kind: 'contains', value: 'quota exceeded' } };
  it.each<[string, Partial<RuleMatch>, RuledAnswer, RuleMiss | 'hit']>([
    ['leaves a good answer alone that talks about errors', quota, talk, 'good'],
    ['looks into one whose status is named', { ...quota, statuses: [200] }, talk, 'hit'],
    ['looks into a 2xx that is none', quota, { ...talk, isGood: false }, 'hit'],
    [
      'leaves a good answer alone for its headers',
      { header: { name: 'x-why', pattern: '' } },
      GOOD,
      'good',
    ],
    ['finds an empty answer', { isEmptyAnswer: true }, { ...GOOD, isEmpty: true }, 'hit'],
    ['lets a good answer pass that is not empty', { isEmptyAnswer: true }, GOOD, 'notEmpty'],
  ])('%s', (_, match, answer, expected) => {
    expect(outcome(aRuleDraft(match), answer)).toBe(expected);
  });

  it('hands out what the patterns of header and text capture', () => {
    const rule = aRuleDraft({
      header: { name: 'x-why', pattern: '(?P<why>\\w+) now' },
      text: { kind: 'regex', value: 'back at (?P<time>[0-9:]+)( or (?P<later>.*))?' },
    });
    expect(matchRule(compiledRule(rule), FAILED)).toEqual({
      isHit: true,
      captures: { why: 'busy', time: '18:30' },
    });
  });

  it('shows a pattern no more of a text than it can be asked in bounded time', () => {
    const far = { ...FAILED, text: `${'x'.repeat(MAX_PATTERN_CHARS)}busy` };
    expect(outcome(aRuleDraft({ text: { kind: 'regex', value: 'busy' } }), far)).toBe('text');
    expect(outcome(aRuleDraft({ text: { kind: 'contains', value: 'busy' } }), far)).toBe('hit');
  });
});
