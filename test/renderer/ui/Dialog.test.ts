import { createRawSnippet } from 'svelte';
import { describe, expect, it } from 'vitest';
import Dialog from '../../../renderer/src/ui/Dialog.svelte';
import { draw, press } from '../support/draw.ts';

function open(onClose: () => void = () => undefined) {
  const children = createRawSnippet(() => ({ render: () => '<input />' }));
  return draw(Dialog, { title: 'Discard?', closeLabel: 'Close', onClose, children });
}

function opener(): HTMLButtonElement {
  const found = document.createElement('button');
  document.body.append(found);
  found.focus();
  return found;
}

describe('Dialog', () => {
  it('gives the focus back to what had it when it opened', () => {
    const before = opener();
    const { target, remove } = open();
    target.querySelector('input')?.focus();
    remove();
    expect(document.activeElement).toBe(before);
  });

  it('leaves the focus to whoever took it meanwhile', () => {
    opener();
    const { remove } = open();
    const other = opener();
    remove();
    expect(document.activeElement).toBe(other);
  });

  it('asks to be closed by its button, by Escape and beside it, and not from within', () => {
    const asked: string[] = [];
    let by = '';
    const { target } = open(() => asked.push(by));
    const dialog = target.querySelector('dialog');
    by = 'button';
    press(target, 'Close');
    by = 'escape';
    const escape = new Event('cancel', { cancelable: true });
    dialog?.dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    by = 'within';
    target.querySelector('input')?.click();
    by = 'beside';
    dialog?.click();
    expect(asked).toEqual(['button', 'escape', 'beside']);
  });

  it('keeps keys from the shortcuts of the page', () => {
    let heard = 0;
    const listen = () => (heard += 1);
    window.addEventListener('keydown', listen);
    const { target } = open();
    target
      .querySelector('input')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
    window.removeEventListener('keydown', listen);
    expect(heard).toBe(0);
  });
});
