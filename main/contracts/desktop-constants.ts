// What the desktop shell, its preload script and the pages have in common at run time.

/** The calls of `window.desktop`. Whatever is not here has no way out of the page. */
export const DESKTOP_CALLS = [
  'readFacts',
  'changeSettings',
  'copyText',
  'newTicket',
  'useFreePort',
  'retryPort',
  'pendingLink',
  'answerLink',
  'restart',
] as const;

/** Prefix of the IPC channels. */
export const DESKTOP_CHANNEL = 'desktop:';

/** Something that `readFacts` or `pendingLink` tells has changed. */
export const DESKTOP_CHANGED = 'desktop-changed';

/** What a person may be notified of. Each can be switched off. */
export const NOTIFICATION_KINDS = ['failover', 'cooling', 'allDown', 'budget', 'update'] as const;

/** How a window that is shown to nobody yet is told its ticket: behind the `#`, which no server sees. */
export const TICKET_MARK = 'ticket=';
