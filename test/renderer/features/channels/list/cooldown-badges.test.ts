// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { countdown } from '../../../../../renderer/src/features/channels/list/cooldown-badges.ts';

describe('a countdown', () => {
  it.each([
    [108_000, '1:48'],
    [107_001, '1:48'],
    [900, '0:01'],
    [0, '0:00'],
    [-5_000, '0:00'],
    [3_600_000, '1:00:00'],
    [3_725_000, '1:02:05'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(countdown(ms)).toBe(text);
  });
});
