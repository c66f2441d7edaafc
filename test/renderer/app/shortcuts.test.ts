import { beforeEach, describe, expect, it } from 'vitest';
import { SHORTCUTS, Shortcuts, type Pressed } from '../../../renderer/src/app/shortcuts.ts';

describe('Shortcuts', () => {
  let now: number;
  let shortcuts: Shortcuts;
  let run: string[];

  const press = (key: string, more: Partial<Pressed> = {}) => {
    let isTaken = false;
    shortcuts.press({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      defaultPrevented: false,
      target: document.body,
      preventDefault: () => {
        isTaken = true;
      },
      ...more,
    });
    return isTaken;
  };

  beforeEach(() => {
    now = 0;
    run = [];
    shortcuts = new Shortcuts('Linux x86_64', () => now);
    shortcuts.onAll({
      palette: () => void run.push('palette'),
      help: () => void run.push('help'),
      next: () => void run.push('next'),
      cancel: () => void run.push('cancel'),
      open: () => void run.push('open'),
      'go-requests': () => void run.push('requests'),
    });
  });

  it.each([
    ['k', { ctrlKey: true }, ['palette']],
    ['k', { metaKey: true }, []],
    ['?', { shiftKey: true }, ['help']],
    ['j', {}, ['next']],
    ['ArrowDown', {}, ['next']],
    ['j', { ctrlKey: true }, []],
    ['3', {}, ['requests']],
    ['3', { ctrlKey: true }, ['requests']],
    ['j', { defaultPrevented: true }, []],
  ] as const)('answers %s with %o by %j', (key, more, expected) => {
    press(key, more);
    expect(run).toEqual(expected);
  });

  it.each(['<button></button>', '<summary></summary>', '<input type="checkbox" />'])(
    'leaves Space and Enter to %s',
    (html) => {
      document.body.innerHTML = html;
      const target = document.body.firstElementChild;
      shortcuts.on('pause', () => void run.push('pause'));
      expect([press(' ', { target }), press('Enter', { target })]).toEqual([false, false]);
      expect(run).toEqual([]);
    },
  );

  it('uses Command on a Mac', () => {
    shortcuts = new Shortcuts('MacIntel', () => now);
    shortcuts.on('palette', () => void run.push('palette'));
    press('k', { ctrlKey: true });
    press('k', { metaKey: true });
    expect(run).toEqual(['palette']);
    expect(shortcuts.label('mod+k')).toBe('⌘K');
    expect(shortcuts.aria('palette')).toBe('Meta+k');
  });

  it('knows two letters in turn, if they come together', () => {
    press('g');
    press('r');
    expect(run).toEqual(['requests']);
    press('g');
    now += 5_000;
    press('r');
    expect(run).toEqual(['requests']);
  });

  it('leaves letters to a field, and combinations to nobody but us', () => {
    const field = document.createElement('input');
    press('j', { target: field });
    expect(run).toEqual([]);
    press('k', { target: field, ctrlKey: true });
    expect(run).toEqual(['palette']);
  });

  it('leaves Enter to a button', () => {
    press('Enter', { target: document.createElement('button') });
    expect(run).toEqual([]);
    press('Enter');
    expect(run).toEqual(['open']);
  });

  it('can do without letters', () => {
    shortcuts.areLettersOn = false;
    for (const key of ['j', '?', '3']) press(key);
    expect(run).toEqual([]);
    press('ArrowDown');
    expect(run).toEqual(['next']);
  });

  it('asks who came last, then the others, and lets go of a key that nobody wants', () => {
    const end = shortcuts.on('next', () => void run.push('panel'));
    expect(press('j')).toBe(true);
    end();
    press('j');
    expect(run).toEqual(['panel', 'next']);
    shortcuts.on('next', () => false);
    expect(press('j')).toBe(true);
    expect(run).toEqual(['panel', 'next', 'next']);
    shortcuts.on('previous', () => false);
    expect(press('k')).toBe(false);
  });

  it('has no combination twice in one place', () => {
    const seen = new Set<string>();
    for (const { keys } of SHORTCUTS.values()) {
      for (const key of keys) {
        expect(seen).not.toContain(key);
        seen.add(key);
      }
    }
  });
});
