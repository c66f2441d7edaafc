import type { ShellChannel, ShellState } from '../app/shell-port.ts';
import type { Language, TrayMood } from './tray-model.ts';
import { TRAY_TEXTS } from './tray-texts.ts';

/** Why a channel gets no requests now; what a person did comes first. */
export type ChannelState = 'disabled' | 'overBudget' | 'noKey' | 'cooling' | 'ready';

export function channelState(channel: ShellChannel, now: number): ChannelState {
  if (!channel.isEnabled) return 'disabled';
  if (!channel.hasUsableKey) return 'noKey';
  if (channel.isOverBudget) return 'overBudget';
  return channel.coolingUntil !== null && channel.coolingUntil > now ? 'cooling' : 'ready';
}

type ChannelCounts = Readonly<Record<ChannelState, number>>;

function countChannels(channels: readonly ShellChannel[], now: number): ChannelCounts {
  const counts = { disabled: 0, overBudget: 0, noKey: 0, cooling: 0, ready: 0 };
  for (const channel of channels) counts[channelState(channel, now)] += 1;
  return counts;
}

/**
 * What the icon says. Trouble is shown rather than work: that there is work is no news. A spent budget is what a person
 * asked for, and no trouble as long as another channel answers. Nor is a list that is still empty.
 */
export function trayMood(shell: ShellState, now: number): TrayMood {
  if (shell.proxy !== 'on') return 'stopped';
  const { ready, cooling, noKey } = countChannels(shell.channels, now);
  if (shell.channels.length > 0 && ready === 0) return 'allDown';
  if (cooling + noKey > 0) return 'degraded';
  return shell.inFlight > 0 ? 'busy' : 'idle';
}

/** Windows cuts longer ones off, in the middle of a word. */
const MAX_TOOLTIP_CHARS = 127;

/** What is said beside the pointer. No name stands in it: Windows wants `&` there in yet another way. */
export function trayTooltip(
  shell: ShellState,
  platform: NodeJS.Platform,
  language: Language,
  now: number,
): string {
  const texts = TRAY_TEXTS[language];
  const running =
    shell.proxy === 'on' ? texts.running(addressText(shell.address), shell.inFlight) : null;
  const lines = [
    texts.app,
    running ?? stoppedText(shell, language),
    channelsText(shell, language, now),
  ];
  // Hosts on Linux show one line, or take the first for a title.
  return lines.join(platform === 'linux' ? ' · ' : '\n').slice(0, MAX_TOOLTIP_CHARS);
}

/** As a person says it: without the scheme. */
export function addressText(address: string): string {
  return address.replace(/^https?:\/\//, '');
}

/** How the channels are, in one line. */
export function channelsText(shell: ShellState, language: Language, now: number): string {
  const texts = TRAY_TEXTS[language];
  const counts = countChannels(shell.channels, now);
  const total = shell.channels.length - counts.disabled;
  if (shell.channels.length === 0) return texts.noChannels;
  if (shell.lockedReason !== null) return texts.locked;
  if (total === 0) return texts.allDisabled;
  const parts = [texts.ready(counts.ready, total)];
  if (counts.cooling > 0) parts.push(texts.coolingCount(counts.cooling));
  if (counts.overBudget > 0) parts.push(texts.overBudgetCount(counts.overBudget));
  if (counts.noKey > 0) parts.push(texts.noKeyCount(counts.noKey));
  return parts.join(texts.comma);
}

/** Why no request goes through. */
export function stoppedText(shell: ShellState, language: Language): string {
  const texts = TRAY_TEXTS[language];
  return shell.taken === null ? texts.stopped : texts.taken(shell.taken.port, null);
}
