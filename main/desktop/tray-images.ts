import type { TrayMood } from './tray-model.ts';

/**
 * The file of the icon, below the folder `tray`. macOS tints a template itself, and knows it by its name. The others
 * show colours as they are, so each has one for dark panels and one for light ones.
 */
export function trayImage(mood: TrayMood, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${mood}Template.png`;
  const ground = isDark ? 'dark' : 'light';
  return `${mood}-on-${ground}.${platform === 'win32' ? 'ico' : 'png'}`;
}
