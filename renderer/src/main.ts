// First, so that a component's own style comes after the common one.
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import { AdminClient, type ServerWords } from './api/admin-client.ts';
import App from './App.svelte';
import { desktopBridge } from './app/desktop.ts';
import { Router } from './app/router.svelte.ts';
import { Shortcuts } from './app/shortcuts.ts';
import { Workspace } from './app/workspace.svelte.ts';
import { DesktopState } from './features/desktop/desktop-state.svelte.ts';
import { Session } from './features/login/session.svelte.ts';
import { takeTicket } from './features/login/ticket.ts';
import { fieldText } from './i18n/field-text.ts';
import { Language } from './i18n/language.svelte.ts';
import { refusalText } from './i18n/refusal-text.ts';
import { Preferences } from './ui/preferences.svelte.ts';
import { savedText } from './ui/saved-text.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no #app.');

// The composition root: what the browser offers is handed in from here.
const kept = (name: string) => savedText(() => localStorage, `ccload.${name}`);
const language = new Language(navigator.languages, kept('language'));
const words: ServerWords = {
  field: (sentence) => fieldText(sentence, language.code),
  refusal: (error) => refusalText(error, language.code),
};
const client = new AdminClient((path, init) => fetch(path, init), words);
const bridge = desktopBridge();
let ticket = takeTicket(window);
/** The one the window opened with, then those that it asks for. */
async function findTicket(): Promise<string | null> {
  const first = ticket;
  ticket = null;
  if (first !== null || bridge === null) return first;
  const answer = await bridge.invoke('newTicket', null);
  return answer.ok ? answer.data : null;
}
const openStream = () => new EventSource('/admin/events');

mount(App, {
  target,
  props: {
    session: new Session(client, findTicket),
    language,
    preferences: new Preferences({
      theme: kept('theme'),
      density: kept('density'),
      letters: kept('letters'),
    }),
    newWorkspace: () =>
      new Workspace({
        client,
        openStream,
        router: new Router(window),
        shortcuts: new Shortcuts(navigator.platform, () => Date.now()),
      }),
    origin: location.origin,
    desktop: bridge === null ? null : new DesktopState(bridge, words.refusal),
  },
});
