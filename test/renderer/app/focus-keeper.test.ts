import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FocusKeeper } from '../../../renderer/src/app/focus-keeper.ts';
import { ManualTimers } from '../support/manual-timers.ts';

const PAGE = `
  <nav><button id="nav">Channels</button></nav>
  <main tabindex="-1">
    <ul>
      <li id="one"><button id="open-one">One</button><button id="delete-one">Delete</button></li>
      <li id="two"><button id="open-two">Two</button><button id="delete-two">Delete</button></li>
    </ul>
    <p id="foot"><button id="save">Save</button></p>
  </main>
  <div role="status" id="toasts"></div>`;

function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`There is no #${id}.`);
  return found;
}

/** What the browser does when the one that has the focus is disabled. */
function disable(id: string): void {
  find(id).blur();
  find(id).setAttribute('disabled', '');
}

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
const active = () => document.activeElement?.id ?? '';

describe('FocusKeeper', () => {
  let timers: ManualTimers;
  let end: () => void;

  beforeEach(() => {
    document.body.innerHTML = PAGE;
    // Nothing is laid out here.
    HTMLElement.prototype.getClientRects = () => [{}] as unknown as DOMRectList;
    timers = new ManualTimers();
    end = new FocusKeeper(document, timers.after).start();
  });

  afterEach(() => {
    end();
    document.body.innerHTML = '';
  });

  it('goes to the next row when the row is deleted', async () => {
    find('delete-one').focus();
    find('one').remove();
    await settle();
    expect(active()).toBe('open-two');
  });

  it('goes to the row before when the last row is deleted', async () => {
    find('delete-two').focus();
    find('two').remove();
    await settle();
    expect(active()).toBe('delete-one');
  });

  it('goes to what stands in the place now', async () => {
    find('open-one').focus();
    const other = document.createElement('button');
    other.id = 'other';
    find('open-one').replaceWith(other);
    await settle();
    expect(active()).toBe('other');
  });

  it('goes to the content when all of it is another screen', async () => {
    find('open-one').focus();
    const main = document.querySelector('main');
    main?.replaceChildren(document.createElement('button'));
    await settle();
    expect(document.activeElement).toBe(main);
  });

  it('goes to the content when a panel closes whose opener is gone', async () => {
    const panel = document.createElement('section');
    panel.className = 'side-panel';
    panel.innerHTML = '<button id="inside">Save</button>';
    document.querySelector('main')?.append(panel);
    find('inside').focus();
    panel.remove();
    await settle();
    expect(document.activeElement).toBe(document.querySelector('main'));
  });

  it('goes back to where it came from when a notice is dismissed', async () => {
    find('save').focus();
    find('toasts').innerHTML = '<div id="toast"><button id="undo">Undo</button></div>';
    find('undo').focus();
    find('toast').remove();
    await settle();
    expect(active()).toBe('save');
  });

  it('comes back to a button that was busy', async () => {
    find('save').focus();
    disable('save');
    await settle();
    expect(document.activeElement).toBe(document.body);
    find('save').removeAttribute('disabled');
    await settle();
    expect(active()).toBe('save');
  });

  it('goes on from a button that stays disabled', async () => {
    find('save').focus();
    disable('save');
    await settle();
    timers.pass(1_500);
    expect(active()).toBe('delete-two');
  });

  it('leaves the focus alone that somebody has moved meanwhile', async () => {
    find('save').focus();
    disable('save');
    await settle();
    find('nav').focus();
    find('save').removeAttribute('disabled');
    await settle();
    timers.pass(1_500);
    expect(active()).toBe('nav');
  });
});
