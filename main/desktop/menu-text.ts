/** Wider names push the state of a channel out of sight, or the menu off the screen. */
const MAX_NAME_CHARS = 32;

/** Characters that break a line, end a label (Windows takes a tab for that), or turn the direction of what follows. */
const UNFIT = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A name that somebody chose, on one line and not too long. It is cut between what people take for characters. */
export function shownName(name: string): string {
  const line = name.replace(UNFIT, ' ').trim();
  const characters = [...new Intl.Segmenter('en').segment(line)].map(({ segment }) => segment);
  if (characters.length <= MAX_NAME_CHARS) return line;
  return `${characters
    .slice(0, MAX_NAME_CHARS - 1)
    .join('')
    .trimEnd()}…`;
}

/**
 * A single `&` marks a key in menus and vanishes. Doubled it stands for itself on all three systems: macOS removes such
 * marks the way Windows reads them, and on Linux they are turned into the `_` of GTK, whose own is doubled for us.
 */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
