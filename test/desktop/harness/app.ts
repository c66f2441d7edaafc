import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** An event that can be prevented, as Electron hands them out. */
export class HarnessEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

type Closable = { close(): void; destroy(): void; isDestroyed(): boolean };

const LOCK = 'harness.lock';
const SECOND = /^second-\d+\.json$/;

/** The life of the program: the lock of the first instance, paths, quitting. */
class HarnessApp extends EventEmitter {
  readonly isPackaged = false;
  readonly windows: Closable[] = [];
  /** Closes the browser. */
  closeBrowser: () => Promise<void> = () => Promise.resolve();
  readonly #paths = new Map([
    ['home', os.homedir()],
    ['userData', path.join(os.tmpdir(), 'ccload-harness')],
  ]);
  #isReady = false;
  #isExiting = false;
  readonly #ready: Promise<void>;
  readonly loginItem = { openAtLogin: false };

  constructor() {
    super();
    this.#ready = new Promise((resolve) => {
      setImmediate(() => {
        this.#isReady = true;
        resolve();
        this.emit('ready');
      });
    });
    // As Electron does: a signal asks, and a parent that is gone leaves nothing behind.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        this.quit();
      });
    }
    process.on('disconnect', () => {
      this.exit(1);
    });
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  enableSandbox(): void {
    if (this.#isReady)
      throw new Error('app.enableSandbox() must be called before the app is ready');
  }

  getPath(name: string): string {
    const found = this.#paths.get(name);
    if (found === undefined) throw new Error(`Failed to get '${name}' path`);
    return found;
  }

  setPath(name: string, value: string): void {
    if (!fs.existsSync(value)) throw new Error(`${value} does not exist`);
    this.#paths.set(name, value);
  }

  getVersion(): string {
    return '0.0.0-harness';
  }

  getPreferredSystemLanguages(): string[] {
    return [process.env['HARNESS_LANGUAGE'] ?? 'en-GB'];
  }

  setAppUserModelId(): void {
    // Windows alone does something with it.
  }

  setAsDefaultProtocolClient(): boolean {
    return true;
  }

  setLoginItemSettings({ openAtLogin }: { openAtLogin: boolean }): void {
    this.loginItem.openAtLogin = openAtLogin;
  }

  getLoginItemSettings(): object {
    return { ...this.loginItem, status: 'enabled', executableWillLaunchAtLogin: true };
  }

  focus(): void {
    // The window system's.
  }

  /** Synchronous, as Electron's: so a file with a process id, which another start can look at at once. */
  requestSingleInstanceLock(data: unknown): boolean {
    const folder = this.getPath('userData');
    const lock = path.join(folder, LOCK);
    if (isHeld(lock)) {
      const unfinished = path.join(folder, `${String(process.pid)}.tmp`);
      fs.writeFileSync(unfinished, JSON.stringify(data));
      fs.renameSync(unfinished, path.join(folder, `second-${String(process.pid)}.json`));
      return false;
    }
    fs.writeFileSync(lock, String(process.pid));
    fs.watch(folder, (_kind, name) => {
      if (name === null || !SECOND.test(name)) return;
      const file = path.join(folder, name);
      if (!fs.existsSync(file)) return;
      const told: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
      fs.rmSync(file);
      this.emit('second-instance', new HarnessEvent(), [], '', told);
    });
    return true;
  }

  quit(): void {
    if (this.#isExiting) return;
    const event = new HarnessEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of this.windows) window.close();
    if (this.windows.every((window) => window.isDestroyed())) this.exit(0);
  }

  /** Nobody starts it anew here: what would be started is written down. */
  relaunch(options: object): void {
    const file = path.join(this.getPath('userData'), 'harness-relaunch.json');
    fs.writeFileSync(file, JSON.stringify(options));
  }

  exit(code: number): void {
    if (this.#isExiting) return;
    this.#isExiting = true;
    for (const window of [...this.windows]) window.destroy();
    void this.closeBrowser().finally(() => process.exit(code));
  }
}

function isHeld(lock: string): boolean {
  if (!fs.existsSync(lock)) return false;
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new HarnessApp();
