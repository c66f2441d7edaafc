import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import type { DesktopFacts } from '../contracts/desktop.ts';
import { autostartPath, autostartText } from './autostart-file.ts';

const HIDDEN = ['--hidden'];

type Problem = DesktopFacts['loginProblem'];

/** Launching at login, as each system wants to be told. */
export class LoginItem {
  readonly #platform: string;
  #problem: Problem = null;

  constructor(platform: string) {
    this.#platform = platform;
  }

  /** Why it does not take effect although it is wanted. */
  get problem(): Problem {
    return this.#problem;
  }

  /** Also at each start where it is on: an AppImage or a folder may have moved. */
  async set(isOn: boolean): Promise<void> {
    if (this.#platform === 'linux') {
      this.#problem = await this.#writeAutostart(isOn);
      return;
    }
    // Hidden by an argument on Windows; macOS tells a start at login from others.
    const args = this.#platform === 'win32' ? HIDDEN : [];
    app.setLoginItemSettings({ openAtLogin: isOn, args });
    this.#problem = isOn ? problemOf(app.getLoginItemSettings({ args }), this.#platform) : null;
  }

  /** Did the system start us, rather than a person? Windows and Linux say so with `--hidden`. */
  wasLaunchedAtLogin(): boolean {
    return this.#platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  }

  async #writeAutostart(isOn: boolean): Promise<Problem> {
    const file = autostartPath(process.env, app.getPath('home'), 'ccload');
    try {
      if (!isOn) {
        await rm(file, { force: true });
        return null;
      }
      await mkdir(path.dirname(file), { recursive: true });
      // Inside an AppImage our own path is a mount that is gone tomorrow.
      const executable = process.env['APPIMAGE'] ?? process.execPath;
      await writeFile(file, autostartText('ccLoad', executable));
      return null;
    } catch {
      return isOn ? 'refused' : null;
    }
  }
}

function problemOf(read: Electron.LoginItemSettings, platform: string): Problem {
  if (platform === 'darwin') {
    if (read.status === 'requires-approval') return 'needsApproval';
    return read.status === 'enabled' ? null : 'refused';
  }
  if (!read.openAtLogin) return 'refused';
  // Switched off in the Task Manager, which keeps the entry.
  return read.executableWillLaunchAtLogin ? null : 'switchedOff';
}
