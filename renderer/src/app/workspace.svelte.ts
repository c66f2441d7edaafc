import type { HealthView } from '#contracts/admin-api';
import type { CooldownView } from '#contracts/cooldown';
import type { ChangedThing, ClosedRequest, LiveEvent } from '#contracts/live-events';
import type { Notice } from '#contracts/notice';
import type { SettingView } from '#contracts/settings';
import type { TokenView } from '#contracts/token';
import type { AdminClient } from '../api/admin-client.ts';
import { LiveStream, type EventStream } from '../api/live.svelte.ts';
import { Loaded } from '../api/loaded.svelte.ts';
import { ChannelList } from '../features/channels/channel-list.svelte.ts';
import { FailureNotice } from '../features/in-flight/failure-notice.svelte.ts';
import { InFlightList } from '../features/in-flight/in-flight-list.svelte.ts';
import { Clock } from '../ui/clock.svelte.ts';
import { Timers, type After } from '../ui/timers.ts';
import { Commands } from './commands.svelte.ts';
import { Listeners } from './listeners.ts';
import type { Router } from './router.svelte.ts';
import type { Shortcuts } from './shortcuts.ts';
import { Toasts } from './toasts.svelte.ts';

export type WorkspaceDeps = {
  readonly client: AdminClient;
  readonly openStream: () => EventStream;
  readonly router: Router;
  readonly shortcuts: Shortcuts;
};

/** A record is in the database some 200 ms after its request ended; a list need not ask more often. */
const ENDED_MS = 600;

/**
 * Everything a logged-in person works with, whatever screen is open: joins the live stream to the lists it keeps
 * true. A screen that reads something of its own is told by `onChanged` and `onEnded` when it is out of date.
 */
export class Workspace {
  readonly client: AdminClient;
  readonly router: Router;
  readonly shortcuts: Shortcuts;
  readonly commands = new Commands();
  readonly toasts: Toasts;
  readonly clock = new Clock();
  readonly live: LiveStream;
  readonly inFlight: InFlightList;
  readonly channels: ChannelList;
  readonly cooldowns: Loaded<readonly CooldownView[]>;
  readonly tokens: Loaded<readonly TokenView[]>;
  readonly settings: Loaded<readonly SettingView[]>;
  /** What a person should hear of, until it is dismissed. */
  readonly notices: Loaded<readonly Notice[]>;
  readonly failures: FailureNotice;
  readonly health: Loaded<HealthView>;
  /** Read only when somebody wants to see the lines it belongs into. */
  readonly localToken: Loaded<string>;
  /** Runs a function later, and not at all when the workspace has ended. */
  readonly after: After;
  isPaletteOpen = $state(false);
  isHelpOpen = $state(false);
  readonly #timers = new Timers();
  readonly #changes = new Listeners<ChangedThing | 'everything'>();
  readonly #ends = new Listeners<void>();
  #hadSnapshot = false;
  #isEndedDue = false;

  constructor({ client, openStream, router, shortcuts }: WorkspaceDeps) {
    this.client = client;
    this.router = router;
    this.shortcuts = shortcuts;
    const { after } = this.#timers;
    this.after = after;
    this.toasts = new Toasts(after);
    this.localToken = new Loaded(() => client.localToken());
    this.health = new Loaded(() => client.health());
    this.cooldowns = new Loaded(() => client.get<readonly CooldownView[]>('/admin/cooldowns'));
    this.tokens = new Loaded(() => client.get<readonly TokenView[]>('/admin/tokens'));
    this.settings = new Loaded(() => client.get<readonly SettingView[]>('/admin/settings'));
    this.notices = new Loaded(() => client.get<readonly Notice[]>('/admin/notices'));
    this.channels = new ChannelList(client);
    this.failures = new FailureNotice(after);
    this.inFlight = new InFlightList({
      after,
      now: () => Date.now() + this.live.aheadMs,
      cancel: async (id) => {
        const answer = await client.cancelRequest(id);
        return answer.ok ? null : answer.problem;
      },
      tryNext: async (id) => {
        const answer = await client.send('POST', `/admin/in-flight/${encodeURIComponent(id)}/next`);
        return answer.ok ? null : answer.problem;
      },
    });
    this.live = new LiveStream(
      {
        open: openStream,
        after,
        now: () => Date.now(),
        // Any call will do: a 401 ends the session, everything else is the stream's to sort out.
        onBroken: () => void client.inFlight(),
      },
      (event) => {
        this.#take(event);
      },
    );
  }

  /** The server's present, at the pace of the clock on the screen. */
  get now(): number {
    return this.clock.now + this.live.aheadMs;
  }

  /** The same for bars. */
  get barsNow(): number {
    return this.clock.barsNow + this.live.aheadMs;
  }

  /** May the person change something? Not while nobody would hear it. */
  get canWrite(): boolean {
    return this.live.state !== 'lost';
  }

  load(): void {
    void this.health.load();
    void this.channels.load();
    void this.cooldowns.load();
    void this.tokens.load();
    void this.settings.load();
    void this.notices.load();
  }

  /** Ends everything that would go on by itself. */
  stop(): void {
    this.live.setVisible(false);
    this.#timers.stop();
  }

  /** Told when something stored changed, or may have while nobody listened. The result ends it. */
  onChanged(what: ChangedThing, run: () => void): () => void {
    return this.#changes.add((changed) => {
      if (changed === what || changed === 'everything') run();
    });
  }

  /** Told when requests have ended and their records can be there; once for all that ended in a moment. */
  onEnded(run: () => void): () => void {
    return this.#ends.add(run);
  }

  #take(event: LiveEvent): void {
    switch (event.kind) {
      case 'snapshot':
        this.inFlight.takeSnapshot(event.inFlight);
        // The first one arrives while the lists are being read anyway; a later one ends a gap.
        if (this.#hadSnapshot) this.#catchUp();
        this.#hadSnapshot = true;
        break;
      case 'inFlight':
        for (const closed of event.closed) this.failures.note(closed, this.#modelOf(closed));
        this.inFlight.takeDelta(event);
        this.clock.touch();
        if (event.closed.length > 0) this.#noteEnded();
        break;
      case 'notice':
        void this.notices.load();
        break;
      case 'changed':
        this.#reload(event.what);
        this.#changes.tell(event.what);
        break;
    }
  }

  #reload(what: ChangedThing): void {
    const lists: Partial<Record<ChangedThing, { load(): Promise<void> }>> = {
      channels: this.channels,
      cooldowns: this.cooldowns,
      tokens: this.tokens,
      settings: this.settings,
      notices: this.notices,
    };
    void lists[what]?.load();
  }

  #catchUp(): void {
    this.load();
    this.#changes.tell('everything');
    this.#noteEnded();
  }

  #noteEnded(): void {
    if (this.#isEndedDue) return;
    this.#isEndedDue = true;
    this.after(ENDED_MS, () => {
      this.#isEndedDue = false;
      this.#ends.tell();
    });
  }

  #modelOf({ id }: ClosedRequest): string {
    const facts = this.inFlight.rows.find((row) => row.id === id)?.facts;
    return facts?.requestedModel ?? facts?.path ?? id;
  }
}
