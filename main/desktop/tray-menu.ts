import type { Shell } from '../contracts/connect.ts';
import type { ShellChannel } from '../app/shell-port.ts';
import { clockText } from './clock-text.ts';
import { menuLabel, shownName } from './menu-text.ts';
import type { Language, TrayAction, TrayClient, TrayInput, TrayItem } from './tray-model.ts';
import { TRAY_SCREENS } from './tray-model.ts';
import { addressText, channelState, channelsText, stoppedText } from './tray-state.ts';
import { TRAY_TEXTS } from './tray-texts.ts';

/** So many channels stand in the menu itself; with more, the first of them do, and the rest is folded away. */
const MAX_UNFOLDED = 10;
const UNFOLDED = 8;
/** A folded list that still fits on the screen of a laptop. */
const FOLD = 25;

/** Everything the tray offers, as the state is now. */
export function trayMenu(
  input: TrayInput,
  platform: NodeJS.Platform,
  language: Language,
): readonly TrayItem[] {
  const { shell, isLaunchedAtLogin, update, now } = input;
  const texts = TRAY_TEXTS[language];
  return [
    label(
      'status',
      shell.proxy === 'on' ? channelsText(shell, language, now) : stoppedText(shell, language),
    ),
    ...proxyItems(input, language),
    separator('about-clients'),
    ...exportItems(input.clients, platform, language),
    separator('about-channels'),
    ...channelItems(input, language),
    action('clear-cooldowns', texts.clearCooldowns, { kind: 'clearCooldowns' }),
    cancelItem(shell.inFlight, platform, language),
    separator('about-window'),
    action('open', texts.open, { kind: 'open', screen: 'overview' }),
    submenu(
      'screens',
      texts.openScreen,
      TRAY_SCREENS.map((screen) =>
        action(`screen:${screen}`, texts.screens[screen], { kind: 'open', screen }),
      ),
    ),
    action('logs', texts.showLogs, { kind: 'showLogs' }),
    checkbox('login', texts.launchAtLogin, isLaunchedAtLogin, {
      kind: 'setLaunchAtLogin',
      isOn: !isLaunchedAtLogin,
    }),
    update === null
      ? action('update', texts.checkForUpdates, { kind: 'checkForUpdates' })
      : action('update', texts.updates[update.kind](update.version), { kind: 'acceptUpdate' }),
    separator('about-end'),
    action('quit', texts.quit, { kind: 'quit' }),
  ];
}

function proxyItems({ shell }: TrayInput, language: Language): TrayItem[] {
  const texts = TRAY_TEXTS[language];
  const address = addressText(shell.address);
  if (shell.taken !== null) {
    const { port, holder } = shell.taken;
    return [
      label('taken', texts.taken(port, holder)),
      action('use-free-port', texts.useFreePort(address), { kind: 'useFreePort' }),
      action('retry-port', texts.retryPort(port), { kind: 'retryPort' }),
    ];
  }
  const isOn = shell.proxy === 'on';
  return [checkbox('proxy', texts.proxyOn(address), isOn, { kind: 'setProxy', isOn: !isOn })];
}

function exportItems(
  clients: readonly TrayClient[],
  platform: NodeJS.Platform,
  language: Language,
): TrayItem[] {
  const texts = TRAY_TEXTS[language];
  const first = clients[0];
  // Only for the moment until they are read.
  if (first === undefined) return [label('no-exports', texts.noExports)];
  const [usual] = shellsFor(first, platform);
  const items: TrayItem[] = [];
  if (usual !== undefined)
    items.push(copyItem('copy', texts.copyExport(first.title), first, usual));
  const perClient = clients.map((client) =>
    submenu(
      `copy:${client.client}`,
      texts.clients[client.client] ?? shownName(client.title),
      shellsFor(client, platform).map((shell) =>
        copyItem(`copy:${client.client}:${shell}`, texts.shells[shell], client, shell),
      ),
    ),
  );
  return [...items, submenu('copies', texts.copyExports, perClient)];
}

/** What people of the system use stands first; the Command Prompt is of Windows alone. */
function shellsFor({ shells }: TrayClient, platform: NodeJS.Platform): readonly Shell[] {
  if (platform !== 'win32') return shells.filter((shell) => shell !== 'cmd');
  const order: readonly Shell[] = ['powershell', 'cmd', 'bash', 'fish'];
  return order.filter((shell) => shells.includes(shell));
}

function copyItem(id: string, text: string, { client }: TrayClient, shell: Shell): TrayItem {
  return action(id, text, { kind: 'copyExport', client, shell });
}

function channelItems(input: TrayInput, language: Language): TrayItem[] {
  const { channels } = input.shell;
  const texts = TRAY_TEXTS[language];
  const items = channels.map((channel) => channelItem(channel, input, language));
  if (items.length === 0) {
    return [action('first-channel', texts.noChannels, { kind: 'open', screen: 'channels' })];
  }
  if (items.length <= MAX_UNFOLDED) return items;
  const folded: TrayItem[] = [];
  for (let from = UNFOLDED; from < items.length; from += FOLD) {
    const part = items.slice(from, from + FOLD);
    const range = texts.moreChannels(from + 1, from + part.length);
    folded.push(submenu(`channels:${String(from + 1)}`, range, part));
  }
  return [...items.slice(0, UNFOLDED), ...folded];
}

function channelItem(
  channel: ShellChannel,
  { now, zone }: TrayInput,
  language: Language,
): TrayItem {
  const { id, name, isEnabled, coolingUntil } = channel;
  const texts = TRAY_TEXTS[language].states;
  // An instant instead of what is left: it needs no new menu every second.
  const until = coolingUntil === null ? '' : clockText(coolingUntil, now, zone, language);
  const text = texts[channelState(channel, now)](shownName(name), until);
  return checkbox(`channel:${String(id)}`, text, isEnabled, {
    kind: 'setChannel',
    channelId: id,
    isEnabled: !isEnabled,
  });
}

/**
 * A menu on Linux is replaced to change it, which closes it under the pointer. So there it says nothing that changes
 * with every request, and can always be chosen: to cancel nothing does no harm.
 */
function cancelItem(inFlight: number, platform: NodeJS.Platform, language: Language): TrayItem {
  const texts = TRAY_TEXTS[language];
  const isCounted = platform === 'darwin' || platform === 'win32';
  const text = isCounted && inFlight > 0 ? texts.cancelCount(inFlight) : texts.cancelRequests;
  const isEnabled = !isCounted || inFlight > 0;
  return action('cancel-requests', text, { kind: 'cancelRequests' }, isEnabled);
}

function separator(id: string): TrayItem {
  return { type: 'separator', id };
}

function label(id: string, text: string): TrayItem {
  return { type: 'label', id, label: menuLabel(text) };
}

function action(id: string, text: string, wanted: TrayAction, isEnabled = true): TrayItem {
  return { type: 'action', id, label: menuLabel(text), isEnabled, action: wanted };
}

function checkbox(id: string, text: string, isChecked: boolean, wanted: TrayAction): TrayItem {
  return { type: 'checkbox', id, label: menuLabel(text), isChecked, action: wanted };
}

function submenu(id: string, text: string, items: readonly TrayItem[]): TrayItem {
  return { type: 'submenu', id, label: menuLabel(text), items };
}
