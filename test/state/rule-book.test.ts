import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { RuleId } from '../../main/contracts/rule.ts';
import { NO_RULES } from '../../main/core/rules/apply.ts';
import type { RuleBook } from '../../main/state/rule-book.ts';
import { aRule, aRuleBook, aRuleDraft } from '../support/rule-builder.ts';

const ONE = 1 as ChannelId;
const TWO = 2 as ChannelId;

const named = (name: string) => aRuleDraft({ statuses: [400] }, {}, { name });
const namesFor = (book: RuleBook, id: ChannelId | null) =>
  book.rulesFor(id).rules.map(({ rule }) => rule.name);

describe('RuleBook', () => {
  it('has nothing to ask and nothing to load when there are no rules', async () => {
    let loads = 0;
    const book = aRuleBook(() => loads++);
    expect(book.rulesFor(ONE)).toBe(NO_RULES);
    await book.replaceAll([]);
    expect([book.rulesFor(ONE), loads]).toEqual([NO_RULES, 0]);
  });

  it('loads the engine for the first enabled rule with a pattern', async () => {
    let loads = 0;
    const book = aRuleBook(() => loads++);
    const withPattern = aRuleDraft({ text: { kind: 'regex', value: 'a' } });
    await book.replaceAll([
      aRule(1, aRuleDraft({ text: { kind: 'contains', value: 'a' } })),
      aRule(2, aRuleDraft({ header: { name: 'x-a', pattern: '' } })),
      aRule(3, { ...withPattern, isEnabled: false }),
    ]);
    expect(loads).toBe(0);
    await book.replaceAll([aRule(3, withPattern)]);
    expect(loads).toBe(1);
  });

  it("puts a channel's own rules before those for every channel", async () => {
    const book = aRuleBook();
    await book.replaceAll([
      aRule(1, named('common')),
      aRule(2, named('first'), ONE),
      aRule(3, { ...named('off'), isEnabled: false }, ONE),
      aRule(4, named('second'), ONE),
    ]);
    expect(namesFor(book, ONE)).toEqual(['first', 'second', 'common']);
    expect(namesFor(book, TWO)).toEqual(['common']);
    expect(namesFor(book, null)).toEqual(['common']);
    expect(book.all()).toHaveLength(4);
  });

  it('knows for which channels good answers are looked into', async () => {
    const book = aRuleBook();
    const text = { kind: 'contains', value: 'x' } as const;
    const wishes = async (match: Parameters<typeof aRuleDraft>[0]) => {
      await book.replaceAll([aRule(1, aRuleDraft(match), ONE)]);
      const { isEmptyWanted, isGoodTextWanted } = book.rulesFor(ONE);
      return [isEmptyWanted, isGoodTextWanted, book.rulesFor(TWO) === NO_RULES];
    };
    expect(await wishes({ text })).toEqual([false, false, true]);
    expect(await wishes({ text, statuses: [500] })).toEqual([false, false, true]);
    expect(await wishes({ text, statuses: [{ from: 200, to: 599 }] })).toEqual([false, true, true]);
    expect(await wishes({ statuses: [200] })).toEqual([false, false, true]);
    expect(await wishes({ isEmptyAnswer: true })).toEqual([true, false, true]);
    expect(await wishes({ isEmptyAnswer: true, text })).toEqual([true, true, true]);
  });

  it('leaves out what the engine does not take, and says so', async () => {
    const unusable: string[] = [];
    const book = aRuleBook(undefined, unusable);
    const broken = aRuleDraft({ text: { kind: 'regex', value: '(' } }, {}, { name: 'broken' });
    await book.replaceAll([aRule(1, broken), aRule(2, named('sound'))]);
    expect(namesFor(book, null)).toEqual(['sound']);
    expect(unusable).toEqual([expect.stringMatching(/^broken: not a regular expression/)]);
  });

  it('counts hits and hands them out once to be written down', async () => {
    const book = aRuleBook();
    const id = 1 as RuleId;
    book.loadHits([{ id, hitCount: 5, lastHitAt: 10 }]);
    await book.replaceAll([aRule(1, named('a')), aRule(2, named('b'))]);
    book.hit(id, 20);
    book.hit(id, 30);
    expect(book.hitsOf(id)).toEqual({ hitCount: 7, lastHitAt: 30 });
    expect(book.takeUnsaved()).toEqual([{ id, count: 2, lastHitAt: 30 }]);
    expect(book.takeUnsaved()).toEqual([]);
    // A change of the rules forgets no hits but those of rules that are gone.
    await book.replaceAll([aRule(1, named('renamed'))]);
    expect(book.hitsOf(id).hitCount).toBe(7);
    book.hit(id, 40);
    await book.replaceAll([]);
    expect([book.takeUnsaved(), book.hitsOf(id).hitCount]).toEqual([[], 0]);
  });

  it('lets the rules of channels go that are gone', async () => {
    const book = aRuleBook();
    await book.replaceAll([aRule(1, named('common')), aRule(2, named('own'), ONE)]);
    book.retain(new Set([ONE]));
    expect(book.all()).toHaveLength(2);
    book.retain(new Set([TWO]));
    expect(book.all().map((rule) => rule.name)).toEqual(['common']);
    expect(namesFor(book, ONE)).toEqual(['common']);
  });
});
