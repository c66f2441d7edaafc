import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { FilterInput } from '../../../../renderer/src/features/requests/filter-input.svelte.ts';
import FilterBar from '../../../../renderer/src/features/requests/FilterBar.svelte';
import { draw, english, key, press, type } from '../../support/draw.ts';

function bar(filter = '', mistakes = new Map<number, string>()) {
  const filters: string[] = [];
  const input = new FilterInput({
    filter: () => filter,
    sources: () =>
      ({ channels: ['main', 'relay'], tokens: [], models: ['opus'], clients: [] }) as never,
    onChange: (next) => filters.push(next),
  });
  const { target } = draw(FilterBar, { input, mistakes, language: english, keys: '/' });
  return { target, filters, field: target.querySelector('input') };
}

const options = (target: HTMLElement) => target.querySelectorAll('[role=option]').length;

describe('the filter field', () => {
  it('takes what is typed with Enter, as a further term', () => {
    const { target, filters, field } = bar('is:failed');
    type(field, 'model:opus');
    key(field, 'Enter');
    expect(filters).toEqual(['is:failed model:opus']);
    expect(field?.value).toBe('');
    expect(target.querySelectorAll('.terms li')).toHaveLength(1);
  });

  it('suggests, tells the marked one to screen readers, and leaves with Escape', () => {
    const { target, field } = bar();
    type(field, 'cha');
    expect(options(target)).toBeGreaterThan(0);
    expect(field?.getAttribute('aria-expanded')).toBe('true');
    expect(field?.hasAttribute('aria-activedescendant')).toBe(false);
    key(field, 'ArrowDown');
    const marked = field?.getAttribute('aria-activedescendant') ?? '';
    expect(target.querySelector(`#${CSS.escape(marked)}`)?.getAttribute('aria-selected')).toBe(
      'true',
    );
    expect(key(field, 'Escape').defaultPrevented).toBe(true);
    expect(options(target)).toBe(0);
    expect(field?.value).toBe('cha');
  });

  it('lets Escape go on to the page when there is nothing left to clear', () => {
    expect(key(bar().field, 'Escape').defaultPrevented).toBe(false);
  });

  it('takes the last term back into the line with Backspace', () => {
    const { filters, field } = bar('is:failed model:opus');
    key(field, 'Backspace');
    flushSync();
    expect(filters).toEqual(['is:failed']);
    expect(field?.value).toBe('model:opus');
  });

  it('takes a term away and goes on in the line', () => {
    const { target, filters, field } = bar('is:failed');
    press(target, 'Take is:failed away');
    expect(filters).toEqual(['']);
    expect(document.activeElement).toBe(field);
  });

  it('says which term is wrong, and at that term', () => {
    const { target } = bar('status:x', new Map([[0, 'must be a number']]));
    const alert = target.querySelector('[role=alert]');
    expect(alert?.textContent.trim()).toBe('status:x: must be a number.');
    expect(target.querySelector('.term')?.getAttribute('aria-describedby')).toBe(alert?.id);
  });
});
