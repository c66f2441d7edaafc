// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { seriesColours } from '../../../renderer/src/ui/series-colour.ts';

describe('the colours of series', () => {
  it('are those of the ids, whatever else a chart shows', () => {
    expect(seriesColours([3]).get(3)).toBe('var(--series-3)');
    expect(seriesColours([8, 3, 1]).get(3)).toBe('var(--series-3)');
    expect(seriesColours([9]).get(9)).toBe('var(--series-1)');
  });

  it('move only the later of two ids that would look alike', () => {
    expect([...seriesColours([9, 1])]).toEqual([
      [9, 'var(--series-2)'],
      [1, 'var(--series-1)'],
    ]);
  });

  it('differ among eight names, and do not depend on their order', () => {
    const names = ['opus', 'sonnet', 'haiku', 'gpt-5', 'gpt-5-mini', 'gemini', 'kimi', 'glm'];
    const colours = seriesColours(names);
    expect(new Set(colours.values()).size).toBe(8);
    expect(seriesColours(names.toReversed())).toEqual(new Map([...colours].toReversed()));
  });

  it('begin again where there are more than eight', () => {
    const ids = Array.from({ length: 12 }, (_, at) => at + 1);
    expect(seriesColours(ids).get(12)).toBe('var(--series-4)');
  });
});
