// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Quirks } from '#contracts/quirks';
import {
  choicesOf,
  kindOf,
  membersIn,
  withQuirk,
  type QuirkName,
} from '../../../../../renderer/src/features/channels/editor/quirk-fields.ts';
import { conversionTexts } from '../../../../../renderer/src/features/channels/texts/conversion.ts';

const NAMES = Object.keys(conversionTexts.en.quirkNames) as QuirkName[];

describe('the fields of the quirks', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(conversionTexts.zh.quirkNames).toSorted()).toEqual(NAMES.toSorted());
  });

  it.each<[QuirkName, ReturnType<typeof kindOf>]>([
    ['thinking', 'choice'],
    ['maxTokensName', 'choice'],
    ['maxOutputTokens', 'number'],
    ['unsupported', 'list'],
    ['reasoningPlaceholder', 'text'],
    ['hasImages', 'switch'],
    ['isAlternating', 'switch'],
  ])('let %s be edited as a %s', (name, kind) => {
    expect(NAMES).toContain(name);
    expect(kindOf(name)).toBe(kind);
  });

  it('offer choices where there is something to choose, and nowhere else', () => {
    for (const name of NAMES) {
      expect(choicesOf(name).length > 0, name).toBe(kindOf(name) === 'choice');
    }
    expect(choicesOf('responseFormat')).toEqual(['schema', 'object', 'none']);
  });
});

describe('withQuirk', () => {
  const before: Partial<Quirks> = { hasTools: false, thinking: 'flag' };

  it('changes one and leaves the others and its input alone', () => {
    expect(withQuirk(before, 'thinking', null)).toEqual({ hasTools: false, thinking: null });
    expect(before).toEqual({ hasTools: false, thinking: 'flag' });
  });

  it('takes one out that is left to the vendor, so that nothing of it is saved', () => {
    expect(withQuirk(before, 'thinking', undefined)).toEqual({ hasTools: false });
    expect(withQuirk({}, 'thinking', undefined)).toEqual({});
  });
});

it.each([
  ['user, store', ['user', 'store']],
  ['  n,,logprobs\tseed ', ['n', 'logprobs', 'seed']],
  [' , ', undefined],
  ['', undefined],
])('membersIn reads %j', (text, members) => {
  expect(membersIn(text)).toEqual(members);
});
