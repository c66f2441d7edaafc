/* global window -- runs in the page */

/**
 * Stands for what the desktop shell hands to its pages: `window.desktop`. `window.desktopShows('link')` has it show the
 * channel of a link, `'port'` a port that is taken.
 */
export function desktopBridge() {
  const facts = {
    settings: {
      isLaunchedAtLogin: true,
      isQuitOnClose: false,
      isUpdateChecked: true,
      notifications: { failover: true, cooldown: false, allDown: true, budget: true, update: true },
      language: 'en',
    },
    loginProblem: 'needsApproval',
    keysOpenedBy: 'file',
    takenPort: /** @type {object | null} */ (null),
    areKeysLocked: false,
    isTrayCertain: false,
  };
  const link = {
    id: 1,
    name: 'New relay',
    baseUrl: 'https://relay.example.com/a/rather/long/address/v1',
    host: 'relay.example.com',
    protocol: 'anthropic',
    models: ['claude-opus-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5'],
    keyMask: 'sk-…9f3a',
  };
  let shown = '';
  /** @type {(() => void)[]} */
  const listeners = [];
  /** @type {Record<string, (argument: any) => unknown>} */
  const calls = {
    readFacts: () => ({
      ...facts,
      takenPort: shown === 'port' ? { port: 8080, holder: 'another-proxy', freePort: 9999 } : null,
    }),
    changeSettings: (change) => {
      Object.assign(facts.settings, change, {
        notifications: { ...facts.settings.notifications, ...change.notifications },
      });
      return facts;
    },
    pendingLink: () => (shown === 'link' ? link : null),
  };
  Object.assign(window, {
    desktop: {
      invoke: async (/** @type {string} */ name, /** @type {unknown} */ argument) => ({
        ok: true,
        data: calls[name]?.(argument) ?? null,
      }),
      onChanged: (/** @type {() => void} */ listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    desktopShows: (/** @type {string} */ what) => {
      shown = what;
      for (const tell of listeners) tell();
    },
  });
}
