import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { app, HarnessEvent } from './app.ts';
import { browser } from './browser.ts';
import { ipcMain } from './ipc.ts';
import { INVOKE, preloadScript, PUSH, VISIBILITY } from './page-shim.ts';

type Preferences = Readonly<Record<string, unknown>> & { readonly preload?: string };
type Options = {
  readonly show?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly webPreferences?: Preferences;
};

/** Whoever weakens one of these has a page that can do more than it may. */
const STRONG: Readonly<Record<string, boolean>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
};

function refuseWeak(preferences: Preferences): void {
  for (const [name, strong] of Object.entries(STRONG)) {
    if (preferences[name] !== strong) {
      throw new Error(`webPreferences.${name} must be ${String(strong)}`);
    }
  }
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };

class HarnessContents extends EventEmitter {
  readonly #page: Promise<Page>;
  readonly #preferences: Preferences;
  openHandler: OpenHandler = () => ({ action: 'allow' });
  url = '';

  constructor(page: Promise<Page>, preferences: Preferences) {
    super();
    this.#page = page;
    this.#preferences = preferences;
  }

  getURL(): string {
    return this.url;
  }

  getLastWebPreferences(): Preferences {
    return this.#preferences;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    const copy = structuredClone(args);
    void this.#page
      .then((page) =>
        page.evaluate(`window.${PUSH}?.(${JSON.stringify(channel)}, ${JSON.stringify(copy)})`),
      )
      .catch(() => undefined);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }
}

let focused: BrowserWindow | null = null;
let lastId = 0;

function setFocused(window: BrowserWindow): void {
  focused = window;
}

/** A window: a page of the browser, with what Electron adds around it. */
export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: HarnessContents;
  readonly #page: Promise<Page>;
  readonly #bounds: { x: number; y: number; width: number; height: number };
  #isVisible: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isDestroyed = false;
  #wasShownReady = false;

  constructor(options: Options) {
    super();
    const preferences = options.webPreferences ?? {};
    refuseWeak(preferences);
    lastId += 1;
    this.id = lastId;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = options.show !== false;
    this.#page = this.#open(preferences.preload);
    this.webContents = new HarnessContents(this.#page, preferences);
    app.windows.push(this);
  }

  static getAllWindows(): readonly BrowserWindow[] {
    return app.windows as unknown as BrowserWindow[];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    await page.goto(url);
    this.webContents.url = page.url();
    if (this.#wasShownReady) return;
    this.#wasShownReady = true;
    this.emit('ready-to-show');
  }

  show(): void {
    this.#isVisible = true;
    this.#tellVisibility(false);
    this.focus();
  }

  hide(): void {
    this.#isVisible = false;
    if (focused === this) focused = null;
    this.#tellVisibility(true);
  }

  focus(): void {
    setFocused(this);
    this.emit('focus');
  }

  isFocused(): boolean {
    return focused === this;
  }

  isVisible(): boolean {
    return this.#isVisible && !this.#isMinimized;
  }

  minimize(): void {
    this.#isMinimized = true;
  }

  restore(): void {
    this.#isMinimized = false;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  maximize(): void {
    this.#isMaximized = true;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  setBounds(bounds: Partial<{ x: number; y: number; width: number; height: number }>): void {
    Object.assign(this.#bounds, bounds);
  }

  getNormalBounds(): object {
    return { ...this.#bounds };
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  close(): void {
    const event = new HarnessEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    if (focused === this) focused = null;
    app.windows.splice(app.windows.indexOf(this), 1);
    void this.#page.then((page) => page.close()).catch(() => undefined);
    this.emit('closed');
  }

  async #open(preload: string | undefined): Promise<Page> {
    const context = await browser();
    const page = await context.newPage();
    await page.exposeBinding(INVOKE, ({ frame }, channel: string, args: unknown[]) =>
      ipcMain.invoke({ senderFrame: frameFacts(frame) }, channel, args),
    );
    if (preload !== undefined) {
      await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
    }
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.webContents.url = frame.url();
    });
    page.on('popup', (popup) => {
      const { action } = this.webContents.openHandler({ url: popup.url() });
      if (action === 'deny') void popup.close();
    });
    await page.route(
      (url) => this.webContents.url !== '' && url.origin !== originOf(this.webContents.url),
      async (route) => {
        const request = route.request();
        const event = Object.assign(new HarnessEvent(), { url: request.url() });
        if (request.isNavigationRequest()) this.webContents.emit('will-frame-navigate', event);
        // Without content the browser stays where it is, as Electron does; an abort would show an error page.
        await (event.defaultPrevented ? route.fulfill({ status: 204 }) : route.continue());
      },
    );
    return page;
  }

  #tellVisibility(isHidden: boolean): void {
    void this.#page
      .then((page) => page.evaluate(`window.${VISIBILITY}?.(${String(isHidden)})`))
      .catch(() => undefined);
  }
}

function frameFacts(frame: Frame): { url: string; parent: object | null } {
  return { url: frame.url(), parent: frame.parentFrame() };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
