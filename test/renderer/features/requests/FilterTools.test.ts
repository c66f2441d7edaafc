import { describe, expect, it } from 'vitest';
import { Columns } from '../../../../renderer/src/features/requests/columns.svelte.ts';
import FilterTools from '../../../../renderer/src/features/requests/FilterTools.svelte';
import { SavedFilters } from '../../../../renderer/src/features/requests/saved-filters.svelte.ts';
import { button, draw, english, press } from '../../support/draw.ts';

function memory(text: string | null = null) {
  return {
    read: () => text,
    write: (value: string) => {
      text = value;
    },
  };
}

function tools(filter = '', saved = new SavedFilters(memory())) {
  const kept = memory();
  const columns = new Columns(kept);
  const filters: string[] = [];
  const { target } = draw(FilterTools, {
    filter,
    saved,
    columns,
    language: english,
    onChange: (next: string) => filters.push(next),
  });
  return { target, columns, filters, kept, saved };
}

const box = (target: HTMLElement, name: string) =>
  [...target.querySelectorAll('label')]
    .find((one) => one.textContent.trim() === name)
    ?.querySelector('input');

describe('the column picker', () => {
  it('hides a column and shows it again, and remembers', () => {
    const { target, columns, kept } = tools();
    expect(box(target, 'Cost')?.checked).toBe(true);
    box(target, 'Cost')?.click();
    expect(columns.isShown('cost')).toBe(false);
    expect(new Columns(kept).isShown('cost')).toBe(false);
    box(target, 'Cost')?.click();
    expect(columns.isShown('cost')).toBe(true);
  });

  it('offers none of those without which a row says nothing', () => {
    expect(box(tools().target, 'Model')).toBeUndefined();
  });
});

describe('the quick filters', () => {
  it('add their term to the filter, and take it away again', () => {
    const { target, filters } = tools('model:opus');
    press(target, 'Failed');
    expect(filters).toEqual(['model:opus is:failed']);
    const again = tools('model:opus is:failed');
    expect(button(again.target, 'Failed').getAttribute('aria-pressed')).toBe('true');
    press(again.target, 'Failed');
    expect(again.filters).toEqual(['model:opus']);
  });

  it('keep the filter in the address of an export', () => {
    const { target } = tools('model:opus');
    const addresses = [...target.querySelectorAll('a')].map((one) => one.getAttribute('href'));
    expect(addresses[0]).toBe('/admin/requests/export?format=csv&filter=model%3Aopus');
  });
});

describe('the saved filters', () => {
  it('take the one that is shown, once, and give it back', () => {
    const { target, saved, filters } = tools('is:failed');
    press(target, 'Save this filter');
    expect(saved.all).toEqual(['is:failed']);
    press(target, 'is:failed');
    expect(filters).toEqual(['is:failed']);
    expect(() => button(target, 'Save this filter')).toThrow();
  });
});
