import type { DESKTOP_CALLS, NOTIFICATION_KINDS } from './desktop-constants.ts';
import type { Protocol } from './protocol.ts';
import type { SentenceValues } from './sentence.ts';

type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What belongs to the desktop alone. Everything else is in the settings, which headless shares. */
export type DesktopSettings = {
  readonly isLaunchedAtLogin: boolean;
  /** The close button ends the program instead of leaving it in the tray. */
  readonly isQuitOnClose: boolean;
  /** Once a day it asks for newer versions by itself. */
  readonly isUpdateChecked: boolean;
  readonly notifications: Readonly<Record<NotificationKind, boolean>>;
  /** Of tray and notifications; the pages tell theirs. */
  readonly language: 'en' | 'zh';
};

/** What a page is asked to change; the rest stays. */
export type DesktopChange = Partial<Omit<DesktopSettings, 'notifications'>> & {
  readonly notifications?: Partial<DesktopSettings['notifications']>;
};

export type DesktopFacts = {
  readonly settings: DesktopSettings;
  /** Why launching at login does not take effect although it is wanted; null when it does. */
  readonly loginProblem: 'needsApproval' | 'switchedOff' | 'refused' | null;
  /** What opens the stored keys. `file`: no key store was found, so a file beside the data does. */
  readonly keysOpenedBy: 'keyStore' | 'secret' | 'file';
  /** Nothing at hand opens the stored keys: a keyring that is locked opens them at the next start. */
  readonly areKeysLocked: boolean;
  /** Not null while another program has our port; the proxy is stopped then. */
  readonly takenPort: {
    readonly port: number;
    readonly holder: string | null;
    readonly freePort: number;
  } | null;
  /** The tray may not be there: then the close button minimizes. */
  readonly isTrayCertain: boolean;
};

/** A channel that a link wants to add, as a person is shown it. */
export type LinkView = {
  readonly id: number;
  readonly name: string;
  readonly baseUrl: string;
  readonly host: string;
  /** Null: it is guessed. */
  readonly protocol: Protocol | null;
  readonly models: readonly string[];
  /** Null: the link has no key. */
  readonly keyMask: string | null;
};

export type LinkAnswer = {
  readonly id: number;
  /** Null: the channel is not added. */
  readonly name: string | null;
};

/** Every call, with what it takes and answers. */
export type DesktopCalls = {
  readonly readFacts: { readonly argument: null; readonly answer: DesktopFacts };
  readonly changeSettings: { readonly argument: DesktopChange; readonly answer: DesktopFacts };
  /** False where the system did not take the text. */
  readonly copyText: { readonly argument: string; readonly answer: boolean };
  /** Null when a password is asked for. */
  readonly newTicket: { readonly argument: null; readonly answer: string | null };
  readonly useFreePort: { readonly argument: null; readonly answer: null };
  /** False when it is still taken. */
  readonly retryPort: { readonly argument: null; readonly answer: boolean };
  readonly pendingLink: { readonly argument: null; readonly answer: LinkView | null };
  readonly answerLink: { readonly argument: LinkAnswer; readonly answer: null };
  /** Ends in order, when the requests that run have ended, and starts anew. */
  readonly restart: { readonly argument: null; readonly answer: null };
};

export type DesktopCallName = (typeof DESKTOP_CALLS)[number];

/** Errors are values: Electron would pass on a mangled sentence of what is thrown. */
export type DesktopAnswer<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly values: SentenceValues;
      };
    };

/** `window.desktop`: all that a page of ours can do beyond a browser. */
export type DesktopBridge = {
  /** Rejects a name that is none of the calls. */
  invoke<K extends DesktopCallName>(
    name: K,
    argument: DesktopCalls[K]['argument'],
  ): Promise<DesktopAnswer<DesktopCalls[K]['answer']>>;
  /** Told when facts or the pending link changed. The result ends it. */
  onChanged(listener: () => void): () => void;
};
