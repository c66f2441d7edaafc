/** Whether icons have a place to be shown; Linux desktops differ, and not all of them say. */
export type TrayHost = 'there' | 'missing' | 'unknown';

export type CloseFacts = {
  /** The program is ending: nothing stands in its way. */
  readonly isQuitting: boolean;
  readonly isQuitOnClose: boolean;
  readonly trayHost: TrayHost;
};

/**
 * What the close button does. Hiding is only for where the tray surely brings the window back; elsewhere a minimized
 * window stays in the task bar, so that nobody is left with a program they cannot reach.
 */
export function closeAction(facts: CloseFacts): 'close' | 'quit' | 'hide' | 'minimize' {
  if (facts.isQuitting) return 'close';
  if (facts.isQuitOnClose) return 'quit';
  return facts.trayHost === 'there' ? 'hide' : 'minimize';
}
