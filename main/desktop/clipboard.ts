import { spawn } from 'node:child_process';
import { BrowserWindow, clipboard } from 'electron';

const PATIENCE_MS = 1000;

/**
 * Puts text on the clipboard. False where nobody can say that it got there: Wayland drops what a program without
 * focus writes, and reading it back only shows what Chromium remembers.
 */
export async function copyToClipboard(text: string, platform: string): Promise<boolean> {
  const isWayland = platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland';
  if (isWayland && BrowserWindow.getFocusedWindow() === null) return wlCopy(text);
  await clipboard.writeText(text);
  return true;
}

/** The text goes in by standard input, so that no list of processes shows it. */
function wlCopy(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('wl-copy', [], {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: PATIENCE_MS,
    });
    child.once('error', () => {
      resolve(false);
    });
    // It leaves a copy of itself behind to serve the text; what we started ends at once.
    child.once('exit', (code) => {
      resolve(code === 0);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
