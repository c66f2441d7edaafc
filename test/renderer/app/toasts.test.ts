// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import { Toasts } from '../../../renderer/src/app/toasts.svelte.ts';
import { ManualTimers } from '../support/manual-timers.ts';

describe('Toasts', () => {
  let timers: ManualTimers;
  let toasts: Toasts;
  const texts = () => toasts.shown.map(({ text }) => text);

  beforeEach(() => {
    timers = new ManualTimers();
    toasts = new Toasts(timers.after);
  });

  it('leave after eight seconds', () => {
    toasts.say('Saved.');
    timers.pass(7_999);
    expect(texts()).toEqual(['Saved.']);
    timers.pass(1);
    expect(texts()).toEqual([]);
  });

  it('wait while somebody is at them', () => {
    toasts.say('Saved.');
    toasts.hold();
    timers.pass(60_000);
    expect(texts()).toEqual(['Saved.']);
    toasts.release();
    timers.pass(8_000);
    expect(texts()).toEqual([]);
  });

  it('are four at most, the newest', () => {
    for (const text of ['1', '2', '3', '4', '5']) toasts.say(text);
    expect(texts()).toEqual(['2', '3', '4', '5']);
  });

  it('do what the newest one offers, once', () => {
    const done: string[] = [];
    const offer = (label: string) => ({ label, run: () => done.push(label) });
    toasts.say('Deleted.', offer('first'));
    toasts.say('Deleted, too.', offer('second'));
    toasts.say('Saved.');
    expect([toasts.act(), toasts.act(), toasts.act()]).toEqual([true, true, false]);
    expect(done).toEqual(['second', 'first']);
    expect(texts()).toEqual(['Saved.']);
  });

  it('can be dismissed', () => {
    toasts.complain('No.');
    toasts.dismiss(toasts.shown[0]?.id ?? -1);
    expect(texts()).toEqual([]);
  });
});
