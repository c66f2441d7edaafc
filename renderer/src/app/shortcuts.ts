import { SCREENS, type ScreenId } from './screens.ts';

/** Where a shortcut means something: everywhere, in a list, on a row of it, or in the channel editor. */
export type ShortcutGroup = 'anywhere' | 'list' | 'row' | 'editor';

type Shortcut = {
  /** Combinations; `mod` is Command on a Mac and Control elsewhere. Two letters with a space are typed in turn. */
  readonly keys: readonly string[];
  readonly group: ShortcutGroup;
  /** Also while the person types into a field. */
  readonly isInFields?: boolean;
};

const FIXED = {
  palette: { keys: ['mod+k'], group: 'anywhere', isInFields: true },
  help: { keys: ['?'], group: 'anywhere' },
  settings: { keys: ['mod+,'], group: 'anywhere', isInFields: true },
  copyEnv: { keys: ['c'], group: 'anywhere' },
  // In a field it undoes what was typed.
  undo: { keys: ['mod+z'], group: 'anywhere' },
  filter: { keys: ['/', 'mod+f'], group: 'list' },
  next: { keys: ['j', 'arrowdown'], group: 'list' },
  previous: { keys: ['k', 'arrowup'], group: 'list' },
  first: { keys: ['home'], group: 'list' },
  last: { keys: ['end'], group: 'list' },
  pageDown: { keys: ['pagedown'], group: 'list' },
  pageUp: { keys: ['pageup'], group: 'list' },
  open: { keys: ['enter'], group: 'list' },
  close: { keys: ['escape'], group: 'list', isInFields: true },
  pause: { keys: ['space'], group: 'list' },
  cancel: { keys: ['x'], group: 'row' },
  tryNext: { keys: ['n'], group: 'row' },
  toggle: { keys: ['e'], group: 'row' },
  test: { keys: ['t'], group: 'row' },
  moveUp: { keys: ['alt+arrowup'], group: 'row' },
  moveDown: { keys: ['alt+arrowdown'], group: 'row' },
  save: { keys: ['mod+s'], group: 'editor', isInFields: true },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof FIXED | `go-${(typeof SCREENS)[number]['id']}`;

/** Every shortcut there is. The help sheet, `aria-keyshortcuts` and the tests are made from this table. */
export const SHORTCUTS: ReadonlyMap<ShortcutId, Shortcut> = new Map<ShortcutId, Shortcut>([
  ...(Object.entries(FIXED) as [keyof typeof FIXED, Shortcut][]),
  ...SCREENS.map(({ id, letter }, index): [ShortcutId, Shortcut] => [
    `go-${id}`,
    { keys: [`mod+${index + 1}`, `${index + 1}`, `g ${letter}`], group: 'anywhere' },
  ]),
]);

export function goShortcut(screen: ScreenId): ShortcutId | null {
  return screen === 'help' ? null : `go-${screen}`;
}

/** False lets the key do what it always does. */
type Handler = () => boolean | void;

export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'preventDefault' | 'defaultPrevented'
> & { readonly target: EventTarget | null };

/** A second letter that comes later is a new beginning. */
const SEQUENCE_MS = 1_200;

/** Hands keys to whoever answers for them now: of several the one that came last, and the others when it declines. */
export class Shortcuts {
  readonly #handlers = new Map<ShortcutId, Handler[]>();
  readonly #isMac: boolean;
  readonly #now: () => number;
  #letter = '';
  #letterAt = 0;

  /** Switched off they do not stand in the way of speech input and of typos. */
  areLettersOn = true;

  constructor(platform: string, now: () => number) {
    this.#isMac = /mac|iphone|ipad/i.test(platform);
    this.#now = now;
  }

  /** The result takes the handler away again. */
  on(id: ShortcutId, handler: Handler): () => void {
    const handlers = this.#handlers.get(id) ?? [];
    this.#handlers.set(id, handlers);
    handlers.push(handler);
    return () => {
      handlers.splice(handlers.lastIndexOf(handler), 1);
    };
  }

  /** Several at once, as a component wants it: `$effect(() => shortcuts.onAll({ … }))`. */
  onAll(handlers: Partial<Record<ShortcutId, Handler>>): () => void {
    const ends = Object.entries(handlers).map(([id, handler]) =>
      this.on(id as ShortcutId, handler),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  press(event: Pressed): void {
    if (event.defaultPrevented) return;
    const isField = isTyping(event.target);
    for (const combination of this.#combinations(event)) {
      for (const [id, shortcut] of SHORTCUTS) {
        if (!shortcut.keys.includes(combination)) continue;
        if (isField && shortcut.isInFields !== true) continue;
        if (!this.areLettersOn && isLetter(combination)) continue;
        if (isPressable(event.target) && (combination === 'enter' || combination === 'space'))
          continue;
        const handlers = this.#handlers.get(id)?.toReversed() ?? [];
        if (!handlers.some((handler) => handler() !== false)) continue;
        event.preventDefault();
        return;
      }
    }
  }

  /** As a person reads it: `Ctrl+K`, `⌘K`, `g o`. */
  label(combination: string): string {
    const parts = combination.split(/(?<=.)\+/).map((part) => this.#partLabel(part));
    return parts.join(this.#isMac ? '' : '+');
  }

  /** For `aria-keyshortcuts`. */
  aria(id: ShortcutId): string | undefined {
    const keys = SHORTCUTS.get(id)?.keys.filter((key) => !key.includes(' '));
    const mod = this.#isMac ? 'Meta' : 'Control';
    const names = keys?.map((key) =>
      key
        .split(/(?<=.)\+/)
        .map((part) => (part === 'mod' ? mod : (ARIA_NAMES[part] ?? part)))
        .join('+'),
    );
    return names?.join(' ');
  }

  #partLabel(part: string): string {
    if (part === 'mod') return this.#isMac ? '⌘' : 'Ctrl';
    if (part === 'alt') return this.#isMac ? '⌥' : 'Alt';
    return (
      KEY_LABELS[part] ?? (part.length === 1 && !part.includes(' ') ? part.toUpperCase() : part)
    );
  }

  #combinations(event: Pressed): string[] {
    const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
    const isMod = this.#isMac ? event.metaKey : event.ctrlKey;
    const isOther = this.#isMac ? event.ctrlKey : event.metaKey;
    if (isOther) return [];
    if (isMod) return event.altKey ? [] : [`mod+${key}`];
    if (event.altKey) return [`alt+${key}`];
    const isSecond = this.#letter !== '' && this.#now() - this.#letterAt <= SEQUENCE_MS;
    const found = isSecond ? [`${this.#letter} ${key}`, key] : [key];
    this.#letter = key.length === 1 ? key : '';
    this.#letterAt = this.#now();
    return found;
  }
}

const KEY_LABELS: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  home: 'Home',
  end: 'End',
  pageup: 'Page↑',
  pagedown: 'Page↓',
};

const ARIA_NAMES: Readonly<Record<string, string>> = {
  alt: 'Alt',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  enter: 'Enter',
  escape: 'Escape',
  space: 'Space',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
};

/** Typed by accident or by a voice, other than a combination or a named key. */
function isLetter(combination: string): boolean {
  return combination.length === 1 || combination.includes(' ');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest('input, textarea, select, [contenteditable]');
  return (
    field !== null && !/^(checkbox|radio|button|range)$/.test(field.getAttribute('type') ?? '')
  );
}

/** Enter and space are theirs. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a, summary, input, [role=switch]') !== null
  );
}
