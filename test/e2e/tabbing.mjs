/* global document, window, getComputedStyle, HTMLElement, HTMLInputElement -- what is evaluated runs in the page */
/** Goes through a page by keyboard alone, and tells what that cannot reach, does not show or does not leave. */

/** @import { Page } from 'playwright-core' */

/**
 * @typedef {{ id: number, name: string }} Part what a person can work, named for the message
 * @typedef {Part & { isSame: boolean, isShown: boolean, isInSight: boolean, inner: number }} Focused `inner`: its own stops
 */

/** No place has as many stops. */
const MOST_TABS = 500;

/**
 * Once in each page: names and numbers what can be worked. Its functions lie on `window.walk`.
 */
export function installWalk() {
  const SELECTOR =
    'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable], [role="switch"], [role="tab"], [role="option"], [role="menuitem"], [role="checkbox"], [role="radio"]';
  /** What takes the focus from elsewhere, and does nothing by itself. */
  const TARGETS =
    'main, dialog, h1, h2, h3, [role="row"][tabindex="-1"], [role="cell"][tabindex="-1"], [role="gridcell"][tabindex="-1"]';
  /** One stop for Tab, the rest by arrow keys. */
  const COMPOSITE =
    '[role="grid"], [role="listbox"], [role="tablist"], [role="radiogroup"], [role="menu"], [role="toolbar"], [role="img"]';
  /** @type {Map<Element, number>} */
  const ids = new Map();
  /** @type {Map<Element, string>} */
  const calm = new Map();
  /** @type {Set<Element>} */
  let reached = new Set();
  const start = document.createElement('span');

  /** @param {Element} element */
  const idOf = (element) => {
    const id = ids.get(element) ?? ids.size;
    ids.set(element, id);
    return id;
  };
  /** @param {Element} element */
  const nameOf = (element) => {
    const label =
      element.getAttribute('aria-label') ??
      (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null) ??
      element.textContent;
    const role = element.getAttribute('role');
    const text = (label ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 60);
    const place = element.closest('[id], [class]')?.className ?? '';
    return `${element.tagName.toLowerCase()}${role === null ? '' : `[${role}]`} "${text}" .${String(place).slice(0, 40)}`;
  };
  /** @param {Element} element */
  const isVisible = (element) => {
    if (!element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  /** @param {Element} element */
  const isOff = (element) =>
    element.matches(':disabled') || element.closest('[inert], [aria-hidden="true"]') !== null;
  /** @param {Element} element */
  const ring = (element) => {
    const parts = [element, element.closest('label'), element.parentElement].filter(
      (one) => one !== null,
    );
    return parts
      .map((one) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } =
          getComputedStyle(one);
        const outline = outlineStyle === 'none' ? '' : outlineStyle + outlineWidth + outlineColor;
        return [outline, boxShadow, borderColor].join('|');
      })
      .join('/');
  };
  const scope = () => document.querySelector('dialog[open]') ?? document.body;
  /** Native radios of one name are one stop. @param {Element} element */
  const isOfReachedGroup = (element) => {
    if (element instanceof HTMLInputElement && element.type === 'radio') {
      return [...reached].some(
        (one) => one instanceof HTMLInputElement && one.name === element.name,
      );
    }
    const composite = element.closest(COMPOSITE);
    if (composite === null || !element.hasAttribute('tabindex')) {
      // What a field points at with `aria-activedescendant` is worked from that field.
      const list = element.closest('[role="listbox"], [role="grid"]');
      return (
        list !== null && [...reached].some((one) => one.getAttribute('aria-controls') === list.id)
      );
    }
    return [...reached].some((one) => composite.contains(one));
  };

  const walk = {
    /** Forgets what was reached, and notes how everything looks without the focus. */
    begin() {
      // Tab goes on from where the focus was last: here from before everything.
      start.tabIndex = -1;
      scope().prepend(start);
      start.focus();
      reached = new Set();
      calm.clear();
      for (const element of scope().querySelectorAll(SELECTOR)) calm.set(element, ring(element));
    },
    /** Where the focus is now; null when nothing has it. */
    look() {
      const element = document.activeElement;
      if (element === null || element === document.body || element === document.documentElement)
        return null;
      const isSame = reached.has(element);
      reached.add(element);
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const isInSight =
        bottom > 0 && right > 0 && top < window.innerHeight && left < window.innerWidth;
      const before = calm.get(element);
      const { outlineStyle } = getComputedStyle(element);
      const isShown = before === undefined ? outlineStyle !== 'none' : ring(element) !== before;
      // Day, month, year, hour, minute, half of the day, and the button that opens a calendar.
      const inner = element.matches('[type="date"], [type="time"], [type="datetime-local"]')
        ? 7
        : 1;
      return { id: idOf(element), name: nameOf(element), isSame, isShown, isInSight, inner };
    },
    /** What is there to be worked, and was not reached. */
    missed() {
      start.remove();
      return [...scope().querySelectorAll(SELECTOR)]
        .filter((element) => isVisible(element) && !isOff(element))
        .filter((element) => !element.matches(TARGETS))
        .filter((element) => !reached.has(element) && !isOfReachedGroup(element))
        .map((element) => ({ id: idOf(element), name: nameOf(element) }));
    },
    /** What takes the pointer as if it could be pressed, and is nothing that can be worked by keyboard. */
    deaf() {
      return [...scope().querySelectorAll('*')]
        .filter((element) => getComputedStyle(element).cursor === 'pointer' && isVisible(element))
        .filter((element) => {
          const parent = element.parentElement;
          return parent === null || getComputedStyle(parent).cursor !== 'pointer';
        })
        .filter(
          (element) =>
            element.closest(SELECTOR) === null && element.querySelector('input') === null,
        )
        .filter((element) => element.closest('label') === null)
        .map((element) => ({ id: idOf(element), name: nameOf(element) }));
    },
    /** What can be pressed there, by name. */
    buttons() {
      return [
        ...scope().querySelectorAll(
          'button, summary, [role="switch"], [role="tab"], main a[href], .side-panel a[href]',
        ),
      ]
        .filter((element) => isVisible(element) && !isOff(element))
        .map(nameOf);
    },
    /** @param {string} name */
    focus(name) {
      const found = [...scope().querySelectorAll(SELECTOR)].find(
        (element) => isVisible(element) && !isOff(element) && nameOf(element) === name,
      );
      if (found instanceof HTMLElement) found.focus();
      return found !== undefined;
    },
    active() {
      const element = document.activeElement;
      return element === null || element === document.body ? null : nameOf(element);
    },
  };
  Object.assign(window, { walk });
}

/**
 * Tabs through the whole place.
 * @param {Page} page
 * @returns {Promise<string[]>} a sentence for everything that is wrong
 */
export async function tabThrough(page) {
  await page.evaluate('window.walk.begin()');
  const isModal = (await page.locator('dialog[open]').count()) > 0;
  /** @type {string[]} */
  const wrong = [];
  let first = -1;
  let stuck = 0;
  let last = -1;
  for (let tabs = 0; ; tabs += 1) {
    if (tabs > MOST_TABS) {
      wrong.push(`has no end after ${String(tabs)} tabs`);
      break;
    }
    await page.keyboard.press('Tab');
    /** @type {Focused | null} */
    const now = await page.evaluate('window.walk.look()');
    // Past the last one the browser itself has it.
    if (now === null) {
      if (tabs === 0 && !isModal) wrong.push('begins with nothing');
      if (tabs > 0) break;
      continue;
    }
    stuck = now.id === last ? stuck + 1 : 0;
    last = now.id;
    if (stuck > now.inner) {
      wrong.push(`Tab does not leave ${now.name}`);
      break;
    }
    if (now.isSame) {
      if ((now.id === first || isModal) && stuck === 0) break;
      continue;
    }
    if (first === -1) first = now.id;
    if (!now.isShown) wrong.push(`shows no focus: ${now.name}`);
    if (!now.isInSight) wrong.push(`has the focus out of sight: ${now.name}`);
  }
  /** @type {Part[]} */
  const missed = await page.evaluate('window.walk.missed()');
  /** @type {Part[]} */
  const deaf = await page.evaluate('window.walk.deaf()');
  return [
    ...wrong,
    ...missed.map(({ name }) => `is not reached: ${name}`),
    ...deaf.map(({ name }) => `takes the pointer alone: ${name}`),
  ];
}
