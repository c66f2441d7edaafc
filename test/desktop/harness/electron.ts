import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from './app.ts';
import { ipcMain } from './ipc.ts';
import { Menu, MenuItem, Tray } from './menu.ts';
import { BrowserWindow } from './window.ts';

// The stand-in for the electron module: as much of it as the program uses, over Node and a browser.

export { app, BrowserWindow, ipcMain, Menu, MenuItem, Tray };

let clipboardText = '';

export const clipboard = {
  writeText: async (text: string) => {
    clipboardText = text;
  },
  readText: async () => clipboardText,
};

type Box = { readonly message: string; readonly detail?: string };

/** What was shown, for the specs; an answer that nobody gave is the first button. */
export const shown = { boxes: [] as Box[], errors: [] as string[], links: [] as string[] };

export const dialog = {
  showErrorBox: (title: string, content: string) => {
    shown.errors.push(`${title}: ${content}`);
    process.stderr.write(`${title}: ${content}\n`);
  },
  showMessageBox: async (box: Box) => {
    shown.boxes.push(box);
    return { response: 0, checkboxChecked: false };
  },
};

export const shell = {
  openExternal: async (url: string) => {
    shown.links.push(url);
  },
  openPath: async () => '',
};

export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  shouldUseDarkColorsForSystemIntegratedUI: true,
});
export const powerMonitor = new EventEmitter();
export const net = { isOnline: () => true };

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};

/** A keyring that outlives the program: its key lies in our own folder. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => process.env['HARNESS_KEYRING'] ?? 'gnome_libsecret',
  encryptStringAsync: async (text: string) => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', keyringKey(), iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  },
  decryptStringAsync: async (sealed: Buffer) => {
    const cipher = createDecipheriv('aes-256-cbc', keyringKey(), sealed.subarray(0, 16));
    const text = Buffer.concat([cipher.update(sealed.subarray(16)), cipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  },
};

function keyringKey(): Buffer {
  const file = path.join(app.getPath('userData'), 'harness-keyring');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32));
  return readFileSync(file);
}

type Answer = (allowed: boolean) => void;

export const permissions = {
  request: null as ((contents: unknown, permission: string, answer: Answer) => void) | null,
  check: null as (() => boolean) | null,
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: NonNullable<typeof permissions.request>) => {
      permissions.request = handler;
    },
    setPermissionCheckHandler: (handler: () => boolean) => {
      permissions.check = handler;
    },
    setDevicePermissionHandler: () => undefined,
  },
};

export class Notification extends EventEmitter {
  static readonly all: Notification[] = [];
  readonly options: { readonly title?: string; readonly body?: string };

  constructor(options: Notification['options'] = {}) {
    super();
    this.options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.all.push(this);
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}

export const nativeImage = {
  createFromPath: (file: string) => ({ file, isEmpty: () => !existsSync(file) }),
};

const everything = {
  ...{
    app,
    BrowserWindow,
    clipboard,
    dialog,
    ipcMain,
    Menu,
    MenuItem,
    nativeImage,
    nativeTheme,
    net,
  },
  ...{ Notification, permissions, powerMonitor, safeStorage, screen, session, shell, shown, Tray },
};

/** electron-store takes the module as its default. What is missing says so instead of being undefined. */
const standIn: Readonly<Record<string, unknown>> = new Proxy(everything, {
  get: (known, name) => {
    if (Object.hasOwn(known, name)) return known[name as keyof typeof known];
    throw new Error(`"${String(name)}" of electron is not in the harness`);
  },
});

export default standIn;

// The specs call functions in here, as Playwright calls them in the main process of Electron.
process.on(
  'message',
  (message: { kind: string; id: number; source: string; argument: unknown }) => {
    if (message.kind !== 'evaluate') return;
    const run = (0, eval)(`(${message.source})`) as (
      electron: unknown,
      argument: unknown,
    ) => unknown;
    Promise.resolve()
      .then(() => run(standIn, message.argument))
      .then(
        (value) => process.send?.({ kind: 'evaluated', id: message.id, value }),
        (error: unknown) =>
          process.send?.({ kind: 'evaluated', id: message.id, error: String(error) }),
      );
  },
);
