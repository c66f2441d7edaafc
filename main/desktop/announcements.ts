import type { Failover, ShellState } from '../app/shell-port.ts';
import type { ChannelId } from '../contracts/channel.ts';
import type { DesktopSettings } from '../contracts/desktop.ts';
import type { Notice } from '../contracts/notice.ts';
import type { Clock } from '../app/clock.ts';
import { announcementTexts } from './announcement-texts.ts';
import { GATHER_MS, GatheredFailovers } from './gathered-failovers.ts';
import { serviceOf, stepOutage, type Outage, type Service } from './outage.ts';
import type { UpdateOffer } from './tray-model.ts';
import { channelState } from './tray-state.ts';

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
  readonly clock: Clock;
  readonly state: () => ShellState;
  readonly tell: (announcement: Announcement) => void;
};

/** Shorter cooldowns are everyday life. */
const LONG_COOLDOWN_MS = 10 * 60_000;

/** Says what is worth a notification, each thing once. */
export class Announcements {
  readonly #deps: Deps;
  readonly #failovers = new GatheredFailovers();
  /** Channels whose cooldown was told, until they are ready again. */
  readonly #cooling = new Set<ChannelId>();
  #outage: Outage | null = null;
  #isOutageHeard = false;
  /** Looks again when an outage has lasted, without any change. */
  #lookAgain: (() => void) | null = null;
  #stopGathering: (() => void) | null = null;
  #offered: string | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  failedOver(failover: Failover): void {
    const { clock, settings } = this.#deps;
    if (!settings().notifications.failover) return;
    if (!this.#failovers.add(failover, clock.now())) return;
    this.#stopGathering = clock.after(GATHER_MS, () => {
      const news = this.#failovers.take(clock.now());
      if (news === null) return;
      const { title, body } = this.#texts.failover;
      this.#tell('failover', title(news), body(news), '/requests');
    });
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
  follow(): void {
    const shell = this.#deps.state();
    const now = this.#deps.clock.now();
    const service = serviceOf(shell, now);
    this.#followOutage(service, now);
    const { cooling } = this.#texts;
    for (const channel of shell.channels) {
      const { id, name, coolingUntil } = channel;
      if (channelState(channel, now) !== 'cooling' || coolingUntil === null) {
        this.#cooling.delete(id);
        continue;
      }
      // With all of them down, each on its own is no news.
      if (service === 'down' || this.#cooling.has(id) || coolingUntil - now < LONG_COOLDOWN_MS) {
        continue;
      }
      const minutes = Math.round((coolingUntil - now) / 60_000);
      const place = `/channels?id=${String(id)}`;
      if (this.#tell('cooling', cooling.title(name), cooling.body(minutes), place)) {
        this.#cooling.add(id);
      }
    }
  }

  /** Says nothing any more. */
  stop(): void {
    this.#lookAgain?.();
    this.#stopGathering?.();
  }

  #followOutage(service: Service, now: number): void {
    const { clock, settings, isWatched } = this.#deps;
    const { outage, say, lookAt } = stepOutage(this.#outage, service, now);
    this.#outage = outage;
    this.#lookAgain?.();
    this.#lookAgain =
      lookAt === null
        ? null
        : clock.after(lookAt - now, () => {
            this.follow();
          });
    if (say === null) return;
    const { title, body } = this.#texts.allDown[say];
    // Of what nobody was told the end is no news either.
    if (say === 'over' && !this.#isOutageHeard) return;
    this.#isOutageHeard = say === 'down' && settings().notifications.allDown && !isWatched();
    this.#tell('allDown', title, body, '/channels');
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
