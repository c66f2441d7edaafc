// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Columns } from '../../../../renderer/src/features/requests/columns.svelte.ts';

function memory(text: string | null) {
  let kept = text;
  return { read: () => kept, write: (value: string) => (kept = value) };
}

describe('Columns', () => {
  it('shows all at first', () => {
    const { shown } = new Columns(memory(null));
    expect(shown).toHaveLength(9);
  });

  it('keeps what is hidden for the next visit, in their order when they come back', () => {
    const kept = memory(null);
    const columns = new Columns(kept);
    columns.show('cost', false);
    columns.show('client', false);
    expect(new Columns(kept).shown).not.toContain('client');
    expect(columns.template).toMatch(/^'time outcome model channel firstByte duration tokens' \/ /);
    columns.show('client', true);
    expect(new Columns(kept).shown.indexOf('client')).toBe(3);
  });

  it('never hides what says which request it is, nor stumbles over what it does not know', () => {
    const columns = new Columns(memory('model  nonsense cost'));
    expect(columns.shown).toContain('model');
    expect(columns.shown).not.toContain('cost');
    columns.show('time', false);
    expect(columns.shown[0]).toBe('time');
  });
});
