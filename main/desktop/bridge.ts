import type { ShellPort } from '../app/shell-port.ts';
import type { DesktopFacts } from '../contracts/desktop.ts';
import { copyToClipboard } from './clipboard.ts';
import type { DesktopStore } from './desktop-store.ts';
import type { DesktopHandlers } from './ipc.ts';
import type { LinkInbox } from './link-inbox.ts';
import type { LoginItem } from './login-item.ts';

export type BridgeDeps = {
  readonly engine: ShellPort;
  readonly store: DesktopStore;
  readonly login: LoginItem;
  readonly links: LinkInbox;
  readonly platform: string;
  readonly keysOpenedBy: DesktopFacts['keysOpenedBy'];
  isTrayCertain(): boolean;
  /** Ends in order and starts anew. */
  restart(): void;
  /** Settings of the desktop changed. */
  onSettings(): void;
};

/** What a page can ask for. The checks are behind it: in `ipc.ts` and in the engine. */
export function desktopHandlers(deps: BridgeDeps): DesktopHandlers {
  const { engine, store, login, links, platform } = deps;
  return {
    readFacts: () => desktopFacts(deps),
    changeSettings: async (change) => {
      store.change(change);
      if (change.isLaunchedAtLogin !== undefined) await login.set(change.isLaunchedAtLogin);
      deps.onSettings();
      return desktopFacts(deps);
    },
    copyText: (text) => copyToClipboard(text, platform),
    newTicket: () => engine.admin.issueTicket(),
    useFreePort: async () => {
      await engine.useFreePort();
      return null;
    },
    retryPort: () => engine.retryPort(),
    pendingLink: () => links.view(),
    answerLink: async (answer) => {
      await links.answer(answer);
      return null;
    },
    restart: () => {
      deps.restart();
      return null;
    },
  };
}

export function desktopFacts(deps: BridgeDeps): DesktopFacts {
  const { taken, address, lockedReason } = deps.engine.state();
  const freePort = Number(new URL(address).port);
  return {
    settings: deps.store.settings,
    loginProblem: deps.login.problem,
    keysOpenedBy: deps.keysOpenedBy,
    areKeysLocked: lockedReason !== null,
    takenPort: taken === null ? null : { ...taken, freePort },
    isTrayCertain: deps.isTrayCertain(),
  };
}
