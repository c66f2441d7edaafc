import type { Failover, ShellState } from '../app/shell-port.ts';
import type { ChannelId } from '../contracts/channel.ts';
import type { DesktopSettings } from '../contracts/desktop.ts';
import type { Notice } from '../contracts/notice.ts';
import { announcementTexts } from './announcement-texts.ts';
import type { UpdateOffer } from './tray-model.ts';
import { channelState, trayMood } from './tray-state.ts';

type Kind = keyof DesktopSettings['notifications'];

/** What a person is told beside the window, and where a click leads. */
export type Announcement = {
  readonly kind: Kind;
  readonly title: string;
  readonly body: string;
  readonly place: string;
};

type Deps = {
  readonly settings: () => Pick<DesktopSettings, 'notifications' | 'language'>;
  /** Who looks at the window sees it there. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
  readonly tell: (announcement: Announcement) => void;
};

/** A channel that failed once fails for many requests; the next word of it comes after this long. */
const FAILOVER_QUIET_MS = 10 * 60_000;
/** Shorter cooldowns are everyday life. */
const LONG_COOLDOWN_MS = 10 * 60_000;

/** Says what is worth a notification, each thing once. */
export class Announcements {
  readonly #deps: Deps;
  /** When a failover from a channel was last told. */
  readonly #failedAt = new Map<string, number>();
  /** Channels whose cooldown was told, until they are ready again. */
  readonly #cooling = new Set<ChannelId>();
  #isAllDown = false;
  #offered: string | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  failedOver({ from, to, model }: Failover): void {
    const now = this.#deps.now();
    if (now - (this.#failedAt.get(from) ?? -Infinity) < FAILOVER_QUIET_MS) return;
    const { failover } = this.#texts;
    if (this.#tell('failover', failover.title(from), failover.body(to, model), '/requests')) {
      this.#failedAt.set(from, now);
    }
  }

  noticed(notice: Notice): void {
    const { title, body } = this.#texts.budget;
    const { subject, percent, period, limitNanoUsd } = notice;
    this.#tell(
      'budget',
      title(subject.kind, subject.name, percent),
      body(period, limitNanoUsd / 1e9),
      subject.kind === 'token' ? '/tokens' : '/channels',
    );
  }

  /** A newer version is there; each is told once. */
  offered(offer: UpdateOffer | null): void {
    if (offer === null || offer.version === this.#offered) return;
    const { title, body } = this.#texts.update;
    if (this.#tell('update', title(offer.version), body, '/overview')) {
      this.#offered = offer.version;
    }
  }

  /** Looks at the state, as often as it may have changed. */
  follow(shell: ShellState): void {
    const now = this.#deps.now();
    const isAllDown =
      trayMood(shell, now) === 'allDown' && shell.channels.some(({ isEnabled }) => isEnabled);
    const { allDown, cooling } = this.#texts;
    if (!isAllDown) this.#isAllDown = false;
    else if (!this.#isAllDown) {
      this.#isAllDown = this.#tell('allDown', allDown.title, allDown.body, '/channels');
    }
    for (const channel of shell.channels) {
      const { id, name, coolingUntil } = channel;
      if (channelState(channel, now) !== 'cooling' || coolingUntil === null) {
        this.#cooling.delete(id);
        continue;
      }
      // With all of them down, each on its own is no news.
      if (isAllDown || this.#cooling.has(id) || coolingUntil - now < LONG_COOLDOWN_MS) continue;
      const minutes = Math.round((coolingUntil - now) / 60_000);
      const place = `/channels?id=${String(id)}`;
      if (this.#tell('cooling', cooling.title(name), cooling.body(minutes), place)) {
        this.#cooling.add(id);
      }
    }
  }

  /** Whether it is settled; what nobody was to hear now may still be news later. */
  #tell(kind: Kind, title: string, body: string, place: string): boolean {
    if (!this.#deps.settings().notifications[kind]) return false;
    if (!this.#deps.isWatched()) this.#deps.tell({ kind, title, body, place });
    return true;
  }

  get #texts() {
    return announcementTexts(this.#deps.settings().language);
  }
}
