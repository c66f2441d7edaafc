import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { DESKTOP_CHANGED, TICKET_MARK } from '../contracts/desktop-constants.ts';
import { closeAction, type CloseFacts } from './close-action.ts';
import type { DesktopStore } from './desktop-store.ts';
import { guardContents } from './guards.ts';
import { isOwnPage } from './own-page.ts';
import { webPreferences } from './web-preferences.ts';
import { MIN_SIZE, placeWindow } from './window-bounds.ts';

type WindowDeps = {
  /** The bundled preload script. */
  readonly preload: string;
  readonly store: Pick<DesktopStore, 'windowState'>;
  address(): string;
  /** Null where the page asks for the password. */
  issueTicket(): Promise<string | null>;
  closeFacts(): CloseFacts;
  /** The window went to the tray. */
  onHidden(): void;
};

/** A renderer takes some 100 MB. Nothing is kept in the page, so after a while of hiding it goes. */
const HIDDEN_FOR_MS = 10 * 60_000;

/** Nothing of the theme flashes while the page loads. */
const BACKGROUND = { light: '#f6f7f9', dark: '#14161a' };

/** The one window: made when it is wanted, hidden by its close button, gone when nobody wants it for long. */
export class MainWindow {
  readonly #deps: WindowDeps;
  #window: BrowserWindow | null = null;
  #opening: Promise<void> | null = null;
  #forget: NodeJS.Timeout | undefined;

  constructor(deps: WindowDeps) {
    this.#deps = deps;
  }

  get isVisible(): boolean {
    return this.#window?.isVisible() === true;
  }

  /** Somebody looks at it. */
  get isWatched(): boolean {
    return this.#window?.isFocused() === true;
  }

  /** Brings it to the front, at a screen of its own if one is named: `/channels`. */
  async show(place?: string): Promise<void> {
    clearTimeout(this.#forget);
    await this.#opening;
    if (this.#window === null) {
      await this.#open(place, (window) => {
        window.show();
        window.focus();
      });
      return;
    }
    const window = this.#window;
    if (place !== undefined) await this.#load(window, place);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    app.focus({ steal: true });
  }

  /** For a start at login where no tray may be there: in the task bar, in nobody's way. */
  async showMinimized(): Promise<void> {
    await this.#open(undefined, (window) => {
      window.minimize();
    });
  }

  /** The address changed: the page of the old one is not ours any more. */
  async follow(): Promise<void> {
    const window = this.#window;
    if (window === null) return;
    const url = window.webContents.getURL();
    if (url === '' || isOwnPage(url, this.#deps.address())) return;
    await this.#load(window, new URL(url).hash.replace(/^#/, ''));
  }

  /** Something that `window.desktop` tells has changed. */
  tell(): void {
    this.#window?.webContents.send(DESKTOP_CHANGED);
  }

  destroy(): void {
    clearTimeout(this.#forget);
    if (this.#window === null) return;
    this.#remember(this.#window);
    this.#window.destroy();
  }

  #open(place: string | undefined, present: (window: BrowserWindow) => void): Promise<void> {
    this.#opening ??= this.#create(place, present).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #create(
    place: string | undefined,
    present: (window: BrowserWindow) => void,
  ): Promise<void> {
    const { store, preload } = this.#deps;
    const { bounds, isMaximized } = store.windowState;
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const window = new BrowserWindow({
      ...placeWindow(bounds, areas),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      title: 'ccLoad',
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: webPreferences(preload),
    });
    this.#window = window;
    if (isMaximized) window.maximize();
    guardContents(window.webContents, () => this.#deps.address());
    window.once('ready-to-show', () => {
      present(window);
    });
    window.on('close', (event) => {
      this.#close(window, event);
    });
    window.on('closed', () => {
      if (this.#window === window) this.#window = null;
    });
    // What is left of it shows nothing any more; the next "open" makes a new one.
    window.webContents.on('render-process-gone', () => {
      window.destroy();
    });
    await this.#load(window, place ?? '');
  }

  async #load(window: BrowserWindow, place: string): Promise<void> {
    const address = this.#deps.address();
    const isLoggedIn = isOwnPage(window.webContents.getURL(), address);
    const ticket = isLoggedIn ? null : await this.#deps.issueTicket();
    // Behind the `#` neither a server nor a log sees it; the page takes it away before anything else.
    const mark =
      ticket === null ? place : `${TICKET_MARK}${ticket}&to=${encodeURIComponent(place)}`;
    try {
      await window.loadURL(`${address}/web/${mark === '' ? '' : `#${mark}`}`);
    } catch (error) {
      // Another address was loaded meanwhile, or the window is gone.
      if (!window.isDestroyed() && !String(error).includes('ERR_ABORTED')) throw error;
    }
  }

  #close(window: BrowserWindow, event: { preventDefault(): void }): void {
    this.#remember(window);
    const action = closeAction(this.#deps.closeFacts());
    if (action === 'close') return;
    event.preventDefault();
    if (action === 'quit') app.quit();
    else if (action === 'minimize') window.minimize();
    else {
      window.hide();
      this.#forget = setTimeout(() => {
        window.destroy();
      }, HIDDEN_FOR_MS);
      this.#deps.onHidden();
    }
  }

  #remember(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    // Of a maximized window: what it goes back to.
    const bounds = window.getNormalBounds();
    this.#deps.store.windowState = { bounds, isMaximized: window.isMaximized() };
  }
}
