// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { modelRow } from '../../../../../renderer/src/features/channels/editor/channel-values.ts';
import {
  acceptsAny,
  withAny,
  withOffered,
  withTyped,
} from '../../../../../renderer/src/features/channels/editor/model-choice.ts';

const rows = [modelRow('sonnet', 'sonnet-5')];
const pairs = (all: readonly { name: string; upstream: string }[]) =>
  all.map(({ name, upstream }) => [name, upstream]);

describe('the models of an edited channel', () => {
  it('accept any name, or no longer', () => {
    expect(acceptsAny(rows)).toBe(false);
    expect(acceptsAny(withAny(rows, true))).toBe(true);
    expect(withAny(withAny(rows, true), false)).toEqual(rows);
  });

  it('are typed with commas, line breaks and arrows; known ones stay as they are', () => {
    expect(pairs(withTyped(rows, 'opus -> opus-5, haiku\nfable → f-1\nsonnet, '))).toEqual([
      ['sonnet', 'sonnet-5'],
      ['opus', 'opus-5'],
      ['haiku', ''],
      ['fable', 'f-1'],
    ]);
  });

  it('are taken from those offered without touching a redirect', () => {
    const taken = withOffered(rows, ['sonnet', 'opus'], true);
    expect(pairs(taken)).toEqual([
      ['sonnet', 'sonnet-5'],
      ['opus', ''],
    ]);
    expect(withOffered(taken, ['opus'], false)).toEqual(rows);
  });
});
