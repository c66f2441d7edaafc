import type { TrayMood } from './tray-model.ts';

/**
 * The file of the icon, below the folder `tray`. macOS tints a template itself, and knows it by its name. Windows says
 * whether its task bar is dark. Nobody tells of a panel of Linux, so what is shown there brings its own ground.
 */
export function trayImage(mood: TrayMood, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${mood}Template.png`;
  if (platform === 'win32') return `${mood}-on-${isDark ? 'dark' : 'light'}.ico`;
  return `${mood}.png`;
}
