/** The screens in the order of the sidebar. The place of a screen is its number key, the letter goes after `g`. */
export const SCREENS = [
  { id: 'overview', letter: 'o' },
  { id: 'channels', letter: 'c' },
  { id: 'requests', letter: 'r' },
  { id: 'usage', letter: 'u' },
  { id: 'tokens', letter: 't' },
  { id: 'connect', letter: 'n' },
  { id: 'settings', letter: 's' },
] as const;

/** `help` has no place in the sidebar. */
export type ScreenId = (typeof SCREENS)[number]['id'] | 'help';

const IDS: ReadonlySet<string> = new Set<ScreenId>([...SCREENS.map(({ id }) => id), 'help']);

export function isScreen(id: string): id is ScreenId {
  return IDS.has(id);
}
