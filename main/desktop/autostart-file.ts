import path from 'node:path';

/** Where a Linux desktop looks for what it starts at login. */
export function autostartPath(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  appId: string,
): string {
  const xdg = env['XDG_CONFIG_HOME'];
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.config');
  return path.join(base, 'autostart', `${appId}.desktop`);
}

export function autostartText(name: string, executable: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Exec=${quoted(executable)} --hidden`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** By the rules of desktop entries: a quoted argument escapes four characters, and the value once more its backslashes. */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
