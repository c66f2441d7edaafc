// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../main/core/filter/parse.ts';
import { splitFilter } from '../../../../main/core/filter/words.ts';
import {
  filterValue,
  hasTerm,
  isQuoteOpen,
  mistakesOf,
  termsOf,
  toggleTerm,
} from '../../../../renderer/src/features/requests/filter-terms.ts';

describe('termsOf', () => {
  it.each([
    '',
    'status>=500  channel:relay',
    ' channel:"relay tokyo" -model:haiku word',
    'error:"say \\"no\\" now" is:failed',
    'channel:"never closed is:failed',
  ])('cuts %j where the parser of the server does', (filter) => {
    const places = termsOf(filter).map(({ position }) => position);
    expect(places).toEqual(splitFilter(filter).written.map(({ position }) => position));
  });
});

describe('toggleTerm', () => {
  it('adds a term, and takes it away again', () => {
    const filter = toggleTerm('channel:"a b"', 'is:failed');
    expect(filter).toBe('channel:"a b" is:failed');
    expect(hasTerm(filter, 'is:failed')).toBe(true);
    expect(toggleTerm(filter, 'is:failed')).toBe('channel:"a b"');
  });
});

describe('filterValue', () => {
  it.each(['main', 'relay tokyo', 'say "no"', 'back\\slash', 'back\\slash and "quote"'])(
    'writes %j so that the parser reads it back',
    (name) => {
      const { written, errors } = splitFilter(`channel:${filterValue(name)}`);
      expect(errors).toEqual([]);
      expect(written.map(({ value }) => value)).toEqual([name]);
    },
  );
});

describe('isQuoteOpen', () => {
  it.each([
    ['channel:"relay', true],
    ['channel:"relay tokyo"', false],
    ['channel:"say \\"', true],
    ['is:failed', false],
  ])('of %j is %s', (text, isOpen) => {
    expect(isQuoteOpen(text)).toBe(isOpen);
  });
});

describe('mistakesOf', () => {
  it('finds the term that each mistake of the parser stands in', () => {
    const filter = 'is:failed status>=abc channel:"x"y wat:1';
    const parsed = parseFilter(filter, { zone: { name: 'UTC', offsetMsAt: () => 0 }, now: 0 });
    const errors = parsed.ok ? [] : parsed.errors;
    const fields = Object.fromEntries(
      errors.map(({ position, message }) => [`filter.${position}`, message]),
    );
    expect([...mistakesOf(filter, fields).keys()]).toEqual([1, 2, 3]);
  });

  it('takes no notice of other fields', () => {
    expect(mistakesOf('is:failed', { limit: 'must be a number' }).size).toBe(0);
  });
});
