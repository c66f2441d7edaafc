import type { After } from '../ui/timers.ts';

/**
 * Whoever works by keyboard must not find the focus gone because what had it was removed or disabled by their own press:
 * a row that was deleted, a button that is busy, a screen that was left. The focus goes to what stands in that place now,
 * to its neighbour, or at last to the content as a whole.
 */

const FOCUSABLE =
  'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';

/** What is closed as a whole. Its opener has the focus again, if that is still there. */
const APART = 'dialog, .side-panel';

/** What takes the focus itself where nothing in it does. */
const OWN = 'main, dialog, .side-panel';

/** Beyond these nothing is near. */
const AREAS = `${OWN}, nav, [role="status"]`;

/** A button that is busy longer has passed the focus on. */
const BUSY_MS = 1_500;

/** Of what had the focus lately, for the case that nothing is near. */
const KEPT = 8;

export class FocusKeeper {
  readonly #document: Document;
  readonly #after: After;
  /** The latest first. */
  #lately: readonly HTMLElement[] = [];
  #busy: HTMLElement | null = null;
  #endWait: () => void = () => undefined;

  constructor(document: Document, after: After) {
    this.#document = document;
    this.#after = after;
  }

  /** The result ends it. */
  start(): () => void {
    const note = (event: Event) => {
      this.#note(event.target);
    };
    const observer = new MutationObserver((records) => {
      this.#changed(records);
    });
    this.#document.addEventListener('focusin', note);
    observer.observe(this.#document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['disabled'],
    });
    return () => {
      observer.disconnect();
      this.#document.removeEventListener('focusin', note);
      this.#endWait();
    };
  }

  #note(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    this.#lately = [target, ...this.#lately.filter((one) => one !== target)].slice(0, KEPT);
    this.#busy = null;
  }

  #changed(records: readonly MutationRecord[]): void {
    const [last] = this.#lately;
    if (last === undefined) return;
    if (!last.isConnected) {
      if (this.#isLost) this.#find(placeOf(last, records));
      return;
    }
    if (!records.some(({ type, target }) => type === 'attributes' && target === last)) return;
    if (last.matches(':disabled')) this.#wait(last);
    else if (this.#busy === last && this.#isLost) last.focus();
  }

  /** The browser takes the focus from what is disabled, and does not give it back. */
  #wait(busy: HTMLElement): void {
    this.#busy = busy;
    this.#endWait();
    this.#endWait = this.#after(BUSY_MS, () => {
      const isStill = this.#busy === busy && busy.isConnected && busy.matches(':disabled');
      if (isStill && this.#isLost) this.#find(busy);
    });
  }

  get #isLost(): boolean {
    const { activeElement, body } = this.#document;
    return activeElement === null || activeElement === body;
  }

  /** @param from where it was: what it lay beside or within; null when it is gone with all around it */
  #find(from: Node | null): void {
    const content = this.#document.querySelector('main');
    const around = from instanceof Element ? from : (from?.parentElement ?? null);
    const area = from === null ? content : (around?.closest<HTMLElement>(AREAS) ?? null);
    const near = nearest(from, area);
    // Outside the content it came from elsewhere, as to a notice, and goes back there.
    const before = this.#lately.find((one) => one.isConnected && isFree(one));
    const target = near ?? (area?.matches(OWN) === true ? headOf(area) : (before ?? content));
    target?.focus({ preventScroll: near === null });
  }
}

function nearest(from: Node | null, area: Element | null): HTMLElement | null {
  for (let at = from; at !== null && area?.contains(at) === true; at = at.parentNode) {
    if (at === area) return null;
    const near = besides(at);
    if (near !== null) return near;
  }
  return null;
}

function headOf(area: HTMLElement): HTMLElement {
  return area.querySelector<HTMLElement>('h2[tabindex]') ?? area;
}

/** What stands in the place of an element that was removed, or next to it; what it lay in when that is empty now. */
function placeOf(removed: HTMLElement, records: readonly MutationRecord[]): Node | null {
  let gone: Node = removed;
  for (const { removedNodes, target, previousSibling, nextSibling } of records) {
    const part = [...removedNodes].find((node) => node.contains(gone));
    if (part === undefined) continue;
    if (part instanceof Element && (part.matches(APART) || part.querySelector(APART) !== null)) {
      return null;
    }
    if (target.isConnected) {
      // Another screen is read from its beginning.
      if (target instanceof Element && target.matches('main')) return target;
      const isNew = previousSibling !== null && isAdded(previousSibling, records);
      return isNew ? previousSibling : standing(target, previousSibling, nextSibling);
    }
    gone = target;
  }
  return null;
}

function isAdded(node: Node, records: readonly MutationRecord[]): boolean {
  return records.some(({ addedNodes }) => [...addedNodes].includes(node));
}

/** What is there now between two neighbours that may be gone themselves. */
function standing(around: Node, before: Node | null, after: Node | null): Node {
  if (before === null) return around.firstChild ?? around;
  if (before.isConnected) return before.nextSibling ?? before;
  return after?.isConnected === true ? after : (around.lastChild ?? around);
}

/** The first thing to work from here on among its siblings, or the last one before. */
function besides(at: Node): HTMLElement | null {
  for (let node: Node | null = at; node !== null; node = node.nextSibling) {
    const [first] = within(node);
    if (first !== undefined) return first;
  }
  for (let node = at.previousSibling; node !== null; node = node.previousSibling) {
    const last = within(node).at(-1);
    if (last !== undefined) return last;
  }
  return null;
}

function within(node: Node): HTMLElement[] {
  if (!(node instanceof HTMLElement)) return [];
  const all = [node, ...node.querySelectorAll<HTMLElement>(FOCUSABLE)];
  return all.filter((one) => one.matches(FOCUSABLE) && isFree(one));
}

function isFree(element: HTMLElement): boolean {
  return !element.matches(':disabled') && element.closest('[inert]') === null && isDrawn(element);
}

function isDrawn(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
