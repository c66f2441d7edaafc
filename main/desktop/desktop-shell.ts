import { app, dialog, Notification } from 'electron';
import { systemClock } from '../app/clock.ts';
import type { App } from '../app/create-app.ts';
import type { ConnectView } from '../contracts/connect.ts';
import type { DesktopFacts } from '../contracts/desktop.ts';
import { Announcements, type Announcement } from './announcements.ts';
import { desktopFacts, desktopHandlers, type BridgeDeps } from './bridge.ts';
import type { TrayHost } from './close-action.ts';
import type { ChannelLink, LinkFault } from './deep-link.ts';
import type { DesktopStore } from './desktop-store.ts';
import { dialogTexts } from './dialog-texts.ts';
import { trayClients } from './export-lines.ts';
import { serveCalls } from './ipc.ts';
import { LinkInbox } from './link-inbox.ts';
import type { LoginItem } from './login-item.ts';
import { watchPower } from './power.ts';
import { Quitting } from './quitting.ts';
import type { SecondStart } from './start.ts';
import { offerToSpecs } from './test-hook.ts';
import { TrayIcon } from './tray.ts';
import { doTrayAction } from './tray-actions.ts';
import type { TrayAction, TrayClient, TrayInput } from './tray-model.ts';
import { systemUpdates } from './update-source.ts';
import { Updates } from './updates.ts';
import { MainWindow } from './window.ts';

type ShellDeps = {
  readonly engine: Pick<App, 'shell' | 'stop'>;
  readonly store: DesktopStore;
  readonly login: LoginItem;
  readonly platform: NodeJS.Platform;
  readonly logFolder: string;
  readonly trayHost: TrayHost;
  readonly keysOpenedBy: DesktopFacts['keysOpenedBy'];
  readonly preload: string;
  readonly imageFolder: string;
};

/** Tray, window and engine, joined. */
export class DesktopShell {
  readonly #deps: ShellDeps;
  readonly #window: MainWindow;
  readonly #links: LinkInbox;
  readonly #quitting: Quitting;
  readonly #bridge: BridgeDeps;
  readonly #announcements: Announcements;
  /** On the screen; one that nobody holds is collected, and its click with it. */
  readonly #notifications = new Set<Notification>();
  readonly #updates: Updates;
  #trayHost: TrayHost;
  #tray: TrayIcon | null = null;
  #clients: readonly TrayClient[] = [];
  /** As the page was last told. */
  #toldFacts = '';
  readonly #ends: (() => void)[] = [];

  constructor(deps: ShellDeps) {
    const { engine, store, login, platform } = deps;
    this.#deps = deps;
    this.#trayHost = deps.trayHost;
    this.#quitting = new Quitting(() => this.#end());
    this.#links = new LinkInbox({
      addChannel: (link) => this.#addChannel(link),
      onRefused: (why) => {
        this.#refuseLink(why);
      },
      onChanged: () => {
        this.#window.tell();
      },
    });
    this.#window = new MainWindow({
      preload: deps.preload,
      store,
      address: () => engine.shell.state().address,
      issueTicket: () => engine.shell.admin.issueTicket(),
      closeFacts: () => ({
        isQuitting: this.#quitting.isQuitting,
        isQuitOnClose: store.settings.isQuitOnClose,
        trayHost: this.#trayHost,
      }),
      onHidden: () => {
        void this.#hintAtTray();
      },
    });
    this.#announcements = new Announcements({
      settings: () => store.settings,
      isWatched: () => this.#window.isWatched,
      clock: systemClock,
      state: () => engine.shell.state(),
      tell: (announcement) => {
        this.#notify(announcement);
      },
    });
    this.#updates = this.#newUpdates();
    this.#bridge = {
      engine: engine.shell,
      store,
      login,
      links: this.#links,
      platform,
      keysOpenedBy: deps.keysOpenedBy,
      isTrayCertain: () => this.#trayHost === 'there',
      restart: () => {
        this.#quitting.restart();
      },
      onSettings: () => {
        this.#tray?.update();
      },
    };
  }

  #newUpdates(): Updates {
    const { engine, store } = this.#deps;
    return new Updates({
      source: systemUpdates,
      clock: systemClock,
      isCheckedFor: () => store.settings.isUpdateChecked,
      inFlight: () => engine.shell.state().inFlight,
      onOffer: () => {
        this.#tray?.update();
        this.#announcements.offered(this.#updates.offer);
      },
      mayRestartLater: (version, inFlight) => {
        const { update } = dialogTexts(store.settings.language);
        const question = update.running(version, inFlight);
        return isAgreed(question, update.whenEnded, update.notNow, update.later);
      },
      leaveBy: (finish) => {
        this.#quitting.leaveBy(finish);
      },
      onFailed: (error) => {
        process.stderr.write(`No news of versions: ${String(error)}\n`);
      },
    });
  }

  /** The tray first: it is small, and says at once that the program is there. */
  async start(isHidden: boolean): Promise<void> {
    const { engine, store, login } = this.#deps;
    const { shell } = engine;
    this.#quitting.listen();
    this.#showTray();
    serveCalls(desktopHandlers(this.#bridge), () => shell.state().address);
    this.#ends.push(
      () => {
        this.#updates.stop();
        this.#announcements.stop();
      },
      shell.onChange(() => {
        this.#follow();
      }),
      shell.onFailover((failover) => {
        this.#announcements.failedOver(failover);
      }),
      shell.onNotice((notice) => {
        this.#announcements.noticed(notice);
      }),
      watchPower(
        (ms) => {
          shell.slept(ms);
        },
        () => Date.now(),
      ),
    );
    offerToSpecs({ tray: () => this.#tray, shell });
    if (!isHidden) await this.#run(this.#window.show());
    else if (this.#trayHost !== 'there') await this.#run(this.#window.showMinimized());
    await this.#run(this.#readClients());
    if (store.settings.isLaunchedAtLogin) await login.set(true);
    await this.#updates.start();
  }

  /** Somebody started the program once more, or opened a link. */
  called({ link }: SecondStart): void {
    if (link !== null) this.#links.take(link);
    void this.#run(this.#window.show());
  }

  #showTray(): void {
    const { store, platform, imageFolder } = this.#deps;
    try {
      this.#tray = new TrayIcon({
        platform,
        imageFolder,
        input: () => this.#trayInput(),
        language: () => store.settings.language,
        act: (action) => this.#run(this.#act(action)),
      });
    } catch (error) {
      // Then the window is the only way to the program, and its close button must not take it away.
      this.#trayHost = 'missing';
      process.stderr.write(`No tray: ${String(error)}\n`);
    }
  }

  #trayInput(): TrayInput {
    return {
      shell: this.#deps.engine.shell.state(),
      clients: this.#clients,
      isLaunchedAtLogin: this.#deps.store.settings.isLaunchedAtLogin,
      update: this.#updates.offer,
      now: Date.now(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  }

  #act(action: TrayAction): Promise<void> {
    const { engine, store, login, platform, logFolder } = this.#deps;
    return doTrayAction(action, {
      engine: engine.shell,
      platform,
      logFolder,
      show: (place) => this.#window.show(place),
      setLaunchAtLogin: async (isOn) => {
        store.change({ isLaunchedAtLogin: isOn });
        await login.set(isOn);
        this.#tellFacts();
      },
      checkForUpdates: () => this.#checkForUpdates(),
      acceptUpdate: () => this.#updates.accept(),
    });
  }

  /** The engine's state changed, perhaps: everything that shows it looks again. */
  #follow(): void {
    this.#tray?.update();
    this.#announcements.follow();
    void this.#run(this.#updates.follow());
    this.#tellFacts();
    void this.#run(this.#window.follow());
  }

  #notify({ title, body, place }: Announcement): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    this.#notifications.add(notification);
    const forget = (): void => {
      this.#notifications.delete(notification);
    };
    notification.on('click', () => {
      forget();
      void this.#run(this.#window.show(place));
    });
    notification.on('close', forget);
    // Where the system shows none, the tray's icon still says how things are.
    notification.on('failed', forget);
    notification.show();
  }

  #tellFacts(): void {
    const facts = JSON.stringify(desktopFacts(this.#bridge));
    if (facts === this.#toldFacts) return;
    this.#toldFacts = facts;
    this.#window.tell();
  }

  /** Which clients there are does not change; the lines themselves are read with each click. */
  async #readClients(): Promise<void> {
    const view = await this.#deps.engine.shell.admin.call<ConnectView>('GET', '/admin/connect');
    this.#clients = trayClients(view);
    this.#tray?.update();
  }

  /** Switched off: a person looks at it before the first prompt goes there. */
  async #addChannel({ name, baseUrl, protocol, models, key }: ChannelLink): Promise<void> {
    await this.#deps.engine.shell.admin.call('POST', '/admin/channels', {
      name,
      urls: [{ url: baseUrl }],
      models: models.length === 0 ? ['*'] : models,
      isEnabled: false,
      ...(protocol === null ? {} : { protocols: [protocol] }),
      ...(key === null ? {} : { keys: [{ secret: key }] }),
    });
  }

  #refuseLink(why: LinkFault): void {
    const texts = dialogTexts(this.#deps.store.settings.language);
    const message = texts.badLink;
    void dialog.showMessageBox({ type: 'warning', message, detail: texts.linkFaults[why] });
  }

  /** "Not now" leaves the offer in the menu. */
  async #checkForUpdates(): Promise<void> {
    const { update } = dialogTexts(this.#deps.store.settings.language);
    const version = await this.#updates.check();
    if (version === null) {
      const message = app.isPackaged ? update.none : update.notInstalled;
      await dialog.showMessageBox({ message });
    } else if (await isAgreed(update.available(version), update.get, update.notNow)) {
      await this.#updates.accept();
    }
  }

  async #hintAtTray(): Promise<void> {
    const { store } = this.#deps;
    if (!store.takeTrayHint()) return;
    const { hint } = dialogTexts(store.settings.language);
    const { response } = await dialog.showMessageBox({
      type: 'info',
      message: hint.title,
      detail: hint.text,
      buttons: [hint.keep, hint.quit],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) app.quit();
  }

  /** What is seen goes at once, the engine when its requests have ended. */
  async #end(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#tray?.destroy();
    this.#tray = null;
    this.#window.destroy();
    await this.#deps.engine.stop();
  }

  /** What a person asked for and did not get is told to them. */
  async #run(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // On the way out there is no engine to ask any more.
      if (this.#quitting.isQuitting) return;
      dialog.showErrorBox('ccLoad', error instanceof Error ? error.message : String(error));
    }
  }
}

async function isAgreed(message: string, yes: string, no: string, detail = ''): Promise<boolean> {
  const options = { type: 'question', defaultId: 0, cancelId: 1 } as const;
  const { response } = await dialog.showMessageBox({
    ...options,
    buttons: [yes, no],
    message,
    detail,
  });
  return response === 0;
}
