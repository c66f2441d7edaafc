import { createContext } from 'svelte';
import type { DesktopState } from '../features/desktop/desktop-state.svelte.ts';
import type { Language } from '../i18n/language.svelte.ts';
import type { Preferences } from '../ui/preferences.svelte.ts';
import type { Session } from '../features/login/session.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

/** What every screen may use. */
export type AppContext = {
  readonly workspace: Workspace;
  readonly language: Language;
  readonly preferences: Preferences;
  readonly session: Session;
  /** Scheme, host and port under which we are reached. */
  readonly origin: string;
  /** Null in a browser. */
  readonly desktop: DesktopState | null;
};

/** Set once by the shell. Screens take it from here; components below them take props. */
export const [useApp, setApp] = createContext<AppContext>();
