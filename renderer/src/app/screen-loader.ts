import type { Component } from 'svelte';
import type { ScreenId } from './screens.ts';

/** Each screen is a file of its own that is fetched when it is first looked at. */
const LOADERS: Readonly<Record<ScreenId, () => Promise<{ default: Component }>>> = {
  overview: () => import('../features/overview/OverviewScreen.svelte'),
  channels: () => import('../features/channels/ChannelsScreen.svelte'),
  requests: () => import('../features/requests/RequestsScreen.svelte'),
  usage: () => import('../features/usage/UsageScreen.svelte'),
  tokens: () => import('../features/tokens/TokensScreen.svelte'),
  connect: () => import('../features/connect/ConnectScreen.svelte'),
  settings: () => import('../features/settings/SettingsScreen.svelte'),
  help: () => import('../features/help/HelpScreen.svelte'),
};

export async function loadScreen(id: ScreenId): Promise<Component> {
  return (await LOADERS[id]()).default;
}

export const overlays = {
  palette: () => import('./Palette.svelte'),
  help: () => import('./HelpSheet.svelte'),
  desktop: () => import('../features/desktop/DesktopParts.svelte'),
};
