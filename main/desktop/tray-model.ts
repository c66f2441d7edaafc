import type { ChannelId } from '../contracts/channel.ts';
import type { ClientName, Shell } from '../contracts/connect.ts';
import type { ShellState } from '../app/shell-port.ts';

// The tray as values. Nothing here knows Electron: `tray.ts` draws it.

export type Language = 'en' | 'zh';

/** The pages of the window, by the names of their addresses, in the order of its sidebar. */
export const TRAY_SCREENS = [
  'overview',
  'channels',
  'requests',
  'usage',
  'tokens',
  'connect',
  'settings',
] as const;

export type TrayScreen = (typeof TRAY_SCREENS)[number];

/** A client that is set up by lines in a shell. */
export type TrayClient = {
  readonly client: ClientName;
  readonly title: string;
  readonly shells: readonly Shell[];
};

/** What the person can do about a newer version; null while there is none. */
export type UpdateOffer =
  /** It is downloaded: a restart installs it. */
  | { readonly kind: 'restart'; readonly version: string }
  | { readonly kind: 'download'; readonly version: string }
  /** It cannot be installed from here: its page says how. */
  | { readonly kind: 'page'; readonly version: string };

export type TrayInput = {
  readonly shell: ShellState;
  readonly clients: readonly TrayClient[];
  readonly isLaunchedAtLogin: boolean;
  readonly update: UpdateOffer | null;
  readonly now: number;
  /** Whose clock the person reads: `Europe/Berlin`. */
  readonly zone: string;
};

/**
 * What a click asks for. A wanted state is named rather than "the other one": some systems flip the check mark
 * themselves, and the menu may be older than the state.
 */
export type TrayAction =
  | { readonly kind: 'setProxy'; readonly isOn: boolean }
  | { readonly kind: 'useFreePort' }
  | { readonly kind: 'retryPort' }
  | { readonly kind: 'copyExport'; readonly client: ClientName; readonly shell: Shell }
  | { readonly kind: 'setChannel'; readonly channelId: ChannelId; readonly isEnabled: boolean }
  | { readonly kind: 'clearCooldowns' }
  | { readonly kind: 'cancelRequests' }
  | { readonly kind: 'open'; readonly screen: TrayScreen }
  | { readonly kind: 'showLogs' }
  | { readonly kind: 'setLaunchAtLogin'; readonly isOn: boolean }
  | { readonly kind: 'checkForUpdates' }
  | { readonly kind: 'acceptUpdate' }
  | { readonly kind: 'quit' };

/** Ids stay the same as long as an item means the same; labels are escaped for the menu. */
export type TrayItem =
  | { readonly type: 'separator'; readonly id: string }
  /** Only to be read. */
  | { readonly type: 'label'; readonly id: string; readonly label: string }
  | {
      readonly type: 'action';
      readonly id: string;
      readonly label: string;
      readonly isEnabled: boolean;
      readonly action: TrayAction;
    }
  | {
      readonly type: 'checkbox';
      readonly id: string;
      readonly label: string;
      readonly isChecked: boolean;
      readonly action: TrayAction;
    }
  | {
      readonly type: 'submenu';
      readonly id: string;
      readonly label: string;
      readonly items: readonly TrayItem[];
    };

/** What the icon says. */
export type TrayMood = 'idle' | 'busy' | 'degraded' | 'allDown' | 'stopped';
