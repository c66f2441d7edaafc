// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { SavedFilters } from '../../../../renderer/src/features/requests/saved-filters.svelte.ts';

function memory(text: string | null) {
  let kept = text;
  return { read: () => kept, write: (value: string) => (kept = value) };
}

describe('SavedFilters', () => {
  it('keeps filters for the next visit, the last one first, each once', () => {
    const kept = memory(null);
    const saved = new SavedFilters(kept);
    for (const filter of ['is:failed', 'cost>1', 'is:failed']) saved.add(filter);
    expect(new SavedFilters(kept).all).toEqual(['is:failed', 'cost>1']);
    saved.remove('cost>1');
    expect(new SavedFilters(kept).all).toEqual(['is:failed']);
  });

  it.each(['no JSON', '{"a":1}', 'null'])('begins anew where %j is kept', (text) => {
    expect(new SavedFilters(memory(text)).all).toEqual([]);
  });
});
