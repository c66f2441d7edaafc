import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { Toasts as Notices } from '../../../renderer/src/app/toasts.svelte.ts';
import Toasts from '../../../renderer/src/app/Toasts.svelte';
import { button, draw, english, press } from '../support/draw.ts';
import { ManualTimers } from '../support/manual-timers.ts';

describe('the notices', () => {
  let timers: ManualTimers;
  let toasts: Notices;
  let target: HTMLElement;
  let undone: number;

  beforeEach(() => {
    timers = new ManualTimers();
    toasts = new Notices(timers.after);
    undone = 0;
    target = draw(Toasts, { toasts, keys: 'Control+z', language: english }).target;
    toasts.say('Deleted.', { label: 'Undo', run: () => (undone += 1) });
    flushSync();
  });

  const count = () => target.querySelectorAll('.toast').length;

  it('undo, and leave with it', () => {
    press(target, 'Undo');
    expect([undone, count()]).toEqual([1, 0]);
  });

  it('are dismissed without being undone', () => {
    press(target, 'Dismiss');
    expect([undone, count()]).toEqual([0, 0]);
  });

  it('wait as long as the focus is in them', () => {
    button(target, 'Undo').dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    timers.pass(60_000);
    flushSync();
    expect(count()).toBe(1);
    button(target, 'Undo').dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    timers.pass(8_000);
    flushSync();
    expect(count()).toBe(0);
  });

  it('name the shortcut at the newest alone', () => {
    toasts.say('Deleted, too.', { label: 'Undo', run: () => undefined });
    flushSync();
    const keys = [...target.querySelectorAll('.toast .button:not(.plain)')].map((one) =>
      one.getAttribute('aria-keyshortcuts'),
    );
    expect(keys).toEqual([null, 'Control+z']);
  });
});
