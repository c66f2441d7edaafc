// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { FILTER_FIELDS as KNOWN, parseFilter } from '../../../../main/core/filter/parse.ts';
import { FLAGS } from '../../../../main/core/filter/terms.ts';
import {
  FILTER_FIELDS,
  FILTER_FLAGS,
  suggest,
} from '../../../../renderer/src/features/requests/filter-suggestions.ts';
import { QUICK_FILTERS } from '../../../../renderer/src/features/requests/quick-filters.ts';

const UTC = { name: 'UTC', offsetMsAt: () => 0 };

const sources = { channels: ['relay tokyo', 'main'], models: ['opus'], tokens: ['ci'] };
const texts = (typed: string) => suggest(typed, sources).map(({ text }) => text);

describe('the fields that are offered', () => {
  it('are those that the parser knows, one of two names that mean the same', () => {
    expect(Object.keys(FILTER_FIELDS).toSorted()).toEqual(
      KNOWN.filter((field) => field !== 'ttfb').toSorted(),
    );
    expect(FILTER_FLAGS).toEqual(FLAGS);
  });

  it.each(Object.entries(FILTER_FIELDS))('%s have values that the parser reads', (field, sign) => {
    const filter = texts(`${field}${sign}`).join(' ');
    expect(parseFilter(filter, { zone: UTC, now: 0 })).toMatchObject({ ok: true });
  });
});

describe('suggest', () => {
  it('offers fields by how they begin, also behind a minus', () => {
    expect(texts('ch')).toEqual(['channel:']);
    expect(texts('-mod')).toEqual(['-model:']);
  });

  it('offers the values of a field, in quotes where they need them', () => {
    expect(texts('channel:')).toEqual(['channel:"relay tokyo"', 'channel:main']);
    expect(texts('-channel:tok')).toEqual(['-channel:"relay tokyo"']);
    expect(texts('status>=4')).toEqual(['status>=400', 'status>=429']);
  });

  it('offers nothing for a word of which no field begins', () => {
    expect(texts('hello')).toEqual([]);
  });
});

describe('the quick filters', () => {
  it.each(QUICK_FILTERS)('are read by the parser: $term', ({ term }) => {
    expect(parseFilter(term, { zone: UTC, now: 0 })).toMatchObject({ ok: true });
  });
});
