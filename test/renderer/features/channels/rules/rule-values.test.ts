// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { RuleDraft, RuleId } from '#contracts/rule';
import {
  headersIn,
  movedRule,
  ruleDraftOf,
  ruleValuesOf,
  statusesIn,
} from '../../../../../renderer/src/features/channels/rules/rule-values.ts';

const draft = (action: Partial<RuleDraft['action']>): RuleDraft => ({
  name: 'quota',
  isEnabled: true,
  match: {
    statuses: [429, { from: 500, to: 599 }],
    header: { name: 'x-reason', pattern: 'quota' },
    text: { kind: 'regex', value: 'until (?<reset>.+)' },
    isEmptyAnswer: false,
    protocols: ['anthropic'],
  },
  action: { blame: 'key', next: 'failOver', cooldown: { kind: 'default' }, ...action },
});

describe('a rule in its form', () => {
  it.each([
    draft({}),
    draft({ blame: 'nobody', next: 'relay', cooldown: { kind: 'none' } }),
    draft({ cooldown: { kind: 'fixed', durationMs: 90_000 } }),
    draft({
      cooldown: {
        kind: 'captured',
        group: 'reset',
        format: { kind: 'dateTime', layout: 'YYYY-MM-DD', zone: 'Asia/Shanghai' },
      },
    }),
    draft({ cooldown: { kind: 'captured', group: 'reset', format: { kind: 'unixMs' } } }),
  ])('comes out as it went in: $action.cooldown', (rule) => {
    expect(ruleDraftOf(ruleValuesOf(rule))).toEqual(rule);
  });

  it('reads statuses, ranges and classes', () => {
    expect(statusesIn('429, 500-502 5xx')).toEqual([
      429,
      { from: 500, to: 502 },
      { from: 500, to: 599 },
    ]);
    expect(statusesIn('')).toEqual([]);
  });

  it('reads headers a line, and skips what is none', () => {
    expect(headersIn('Retry-After: 30\nHTTP/1.1 429\n x-a:b:c ')).toEqual({
      'retry-after': '30',
      'x-a': 'b:c',
    });
  });

  it('moves within its list', () => {
    const rules = [1, 2, 3].map((id) => ({
      ...draft({}),
      id: id as RuleId,
      channelId: null,
      position: id,
    }));
    expect(movedRule(rules, 2 as RuleId, -1)).toEqual([2, 1, 3]);
    expect(movedRule(rules, 1 as RuleId, -1)).toBeNull();
    expect(movedRule(rules, 3 as RuleId, 1)).toBeNull();
  });
});
