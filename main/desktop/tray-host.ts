import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TrayHost } from './close-action.ts';

const run = promisify(execFile);
const PATIENCE_MS = 2000;

const QUESTION = [
  'call',
  '--session',
  '--dest=org.freedesktop.DBus',
  '--object-path=/org/freedesktop/DBus',
  '--method=org.freedesktop.DBus.NameHasOwner',
  'org.kde.StatusNotifierWatcher',
];

/** Is there a place for tray icons? macOS and Windows always have one; on Linux the session bus knows. */
export async function findTrayHost(platform: string): Promise<TrayHost> {
  if (platform !== 'linux') return 'there';
  try {
    const { stdout } = await run('gdbus', QUESTION, { timeout: PATIENCE_MS });
    if (stdout.includes('true')) return 'there';
    // Old trays of X11 do not show themselves on the bus.
    return stdout.includes('false') && process.env['XDG_SESSION_TYPE'] === 'wayland'
      ? 'missing'
      : 'unknown';
  } catch {
    return 'unknown';
  }
}
