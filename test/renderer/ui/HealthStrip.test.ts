import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import HealthStrip from '../../../renderer/src/ui/HealthStrip.svelte';
import { draw, key } from '../support/draw.ts';

const counts = (success: number, failure: number, rateLimited = 0) => ({
  success,
  failure,
  rateLimited,
});
const CELLS = [
  null,
  counts(100, 0),
  counts(95, 5),
  counts(9, 0, 1),
  counts(1, 1),
  counts(0, 0),
].map((cell, start) => ({ start, cell, text: `minute ${String(start)}` }));

function strip() {
  const { target } = draw(HealthStrip, { cells: CELLS as never, label: 'relay: 205 ok, 6 failed' });
  const image = target.querySelector('[role=img]');
  return { target, image, said: () => target.querySelector('[role=status]')?.textContent };
}

describe('HealthStrip', () => {
  it('is one picture with one sentence', () => {
    expect(strip().image?.getAttribute('aria-label')).toBe('relay: 205 ok, 6 failed');
  });

  it('tells outages from a failure now and then, and neither from no traffic', () => {
    const tones = [...strip().target.querySelectorAll('.cell')].map((cell) =>
      ['none', 'good', 'warn', 'bad'].find((tone) => cell.classList.contains(tone)),
    );
    expect(tones).toEqual(['none', 'good', 'warn', 'warn', 'bad', 'none']);
  });

  it('is read span by span with the arrow keys, from either end', () => {
    const { image, said } = strip();
    key(image, 'ArrowRight');
    expect(said()).toBe('minute 0');
    key(image, 'ArrowRight');
    expect(said()).toBe('minute 1');
    image?.dispatchEvent(new FocusEvent('blur'));
    flushSync();
    expect(said()).toBe('');
    key(image, 'ArrowLeft');
    expect(said()).toBe('minute 5');
    for (let more = 0; more < 9; more += 1) key(image, 'ArrowLeft');
    expect(said()).toBe('minute 0');
  });

  it('leaves other keys to the page', () => {
    expect(key(strip().image, 'ArrowDown').defaultPrevented).toBe(false);
  });
});
