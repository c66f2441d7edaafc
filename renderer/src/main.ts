// First, so that a component's own style comes after the common one.
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import { AdminClient } from './api/admin-client.ts';
import App from './App.svelte';
import { Session } from './features/login/session.svelte.ts';
import { StatusPage } from './features/status/status-page.svelte.ts';
import { Language } from './i18n/language.svelte.ts';
import { savedText } from './ui/saved-text.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('The page has no #app.');

// The composition root: what the browser offers is handed in from here.
const client = new AdminClient((path, init) => fetch(path, init));
const openStream = () => new EventSource('/admin/events');

mount(App, {
  target,
  props: {
    session: new Session(client),
    language: new Language(
      navigator.languages,
      savedText(() => localStorage, 'ccload.language'),
    ),
    newPage: () => new StatusPage(client, openStream),
    origin: location.origin,
  },
});
