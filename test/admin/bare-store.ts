import type { Session, Store } from '../../main/store/store.ts';

/**
 * A store that knows sessions and settings alone, for tests of who may call. It saves them the two
 * hundred milliseconds that the threads of a real one take to start. Everything else is absent.
 */
export function bareStore(): Store {
  const sessions = new Map<string, Session>();
  const settings = new Map<string, unknown>();
  const store: Pick<Store, 'sessions' | 'settings' | 'vault'> = {
    sessions: {
      list: async (now) => [...sessions.values()].filter((one) => one.expiresAt > now),
      insert: async (session) => void sessions.set(session.hash, session),
      remove: async (hash) => void sessions.delete(hash),
      removeAll: async () => {
        sessions.clear();
      },
      prune: async (now) => {
        for (const one of sessions.values()) if (one.expiresAt <= now) sessions.delete(one.hash);
      },
    },
    settings: {
      readAll: async () => new Map(settings),
      writeMany: async (values) => {
        for (const [name, value] of values instanceof Map ? values : Object.entries(values)) {
          settings.set(name as string, value);
        }
      },
      remove: async (names) => {
        for (const name of names) settings.delete(name);
      },
    },
    vault: { isLocked: false, lockedReason: '' },
  };
  return store as Store;
}
