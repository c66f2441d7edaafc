import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach } from 'vitest';
import { Language } from '../../../renderer/src/i18n/language.svelte.ts';

let removals: (() => void)[] = [];

afterEach(() => {
  for (const remove of removals) remove();
  removals = [];
  document.body.innerHTML = '';
});

/** Draws a component into the page; it is taken away after the test. The second result does that earlier. */
export function draw<Props extends Record<string, unknown>>(
  component: Component<Props>,
  props: Props,
): { readonly target: HTMLElement; readonly remove: () => void } {
  const target = document.createElement('div');
  document.body.append(target);
  // With a context of its own, as a component in another has it.
  const drawn = mount(component, { target, props, context: new Map() });
  let isThere = true;
  const remove = (): void => {
    if (isThere) void unmount(drawn);
    isThere = false;
    flushSync();
  };
  removals.push(remove);
  flushSync();
  return { target, remove };
}

const memory = { read: () => null, write: () => undefined };

export const english = new Language(['en'], memory);
export const chinese = new Language(['zh'], memory);

export function button(target: ParentNode, name: string): HTMLButtonElement {
  const found = [...target.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === name,
  );
  if (found === undefined) throw new Error(`There is no button "${name}".`);
  return found;
}

export function press(target: ParentNode, name: string): void {
  button(target, name).click();
  flushSync();
}

export function type(field: HTMLInputElement | HTMLTextAreaElement | null, text: string): void {
  if (field === null) throw new Error('There is no field.');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

export function key(target: Element | null, name: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
  target?.dispatchEvent(event);
  flushSync();
  return event;
}
